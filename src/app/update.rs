//! The one function that changes the state: routes a message to the place that it is for.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    closing,
    dialog::{
        self, Dialog,
        environment::ahead::{self, Ahead},
        findings::Scope,
        token,
    },
    editing,
    effect::{Effect, Read},
    judgement, keeping,
    key::Key,
    keymap::{self, Action, Context, Needs},
    local::Told,
    message::{Message, Reply},
    model::{Model, Parked, Tone},
    remote::Ticket,
    rollback,
    screen::{Screen, browse, deployment, entry, history, json, keystore, merge, profiles},
    session::Access,
    submission, vault,
};

/// Takes a message in, at a moment, and says what is to be done.
pub fn update(model: &mut Model, at: Timestamp, message: Message) -> Vec<Effect> {
    model.now = at;
    let mut effects = take(model, message);
    dialog::environment::follow(model);
    effects.extend(judgement::keep_up(model));
    dialog::environment::take_when_open(model);
    effects.extend(editing::keep_up(model));
    dialog::confirm::follow(model);
    let mut effects = closing::sift(model, effects);
    for held in ahead::release(model) {
        effects.extend(update(model, at, held.into()));
    }
    effects
}

fn take(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => on_key(model, key),
        Message::Paste(pasted) => on_paste(model, &pasted.0),
        Message::Resize { width, height } => {
            model.size = (width, height);
            Vec::new()
        }
        Message::Tick => Vec::new(),
        Message::NotSuspended(why) => {
            model.say(Tone::Warning, format!("can't be suspended: {why}"));
            Vec::new()
        }
        Message::Close(how) => closing::begin(model, how),
        Message::TimeIsUp => closing::time_is_up(model),
        Message::Rested(ticket) => {
            [browse::rested, entry::rested, history::rested, dialog::environment::rested, submission::rested]
                .into_iter()
                .flat_map(|rested| rested(model, ticket))
                .collect()
        }
        Message::Progress(ticket, progress) => {
            model.catalog.progress(ticket, &progress);
            submission::progress(model, ticket, &progress);
            Vec::new()
        }
        Message::Replied { ticket, took, reply } => {
            if reply.is_read() {
                model.latency = Some(took.as_millis());
            }
            on_reply(model, ticket, reply)
        }
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    model.notice = None;
    let context = model.context();
    let binding = keymap::lookup(context, key);
    let blind = matches!(
        binding.map(|binding| binding.action),
        Some(Action::Leave | Action::Suspend | Action::Redraw)
    );
    if model.is_too_small() && !blind {
        return Vec::new();
    }
    let at_once = blind || matches!(binding.map(|binding| binding.action), Some(Action::Back | Action::Help));
    if at_once {
        ahead::drop_held(model);
    } else if ahead::hold(model, || Ahead::Key(Zeroizing::new(key))) {
        return Vec::new();
    }
    let Some(binding) = binding else {
        return on_text(model, context, key);
    };
    if let (Needs::Edit, Access::ReadOnly { .. }) = (binding.needs, &model.session.access) {
        let why = model.session.edit_refusal().unwrap_or_default();
        model.say(Tone::Warning, why);
        return Vec::new();
    }
    match binding.action {
        Action::Leave => dialog::confirm::leave(model),
        Action::Suspend if model.is_submitting() => {
            model.say(
                Tone::Warning,
                "not suspended: while stopped, nobody would hear what became of the update",
            );
            Vec::new()
        }
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::Help => {
            dialog::help::open(model);
            Vec::new()
        }
        Action::Deployment => {
            deployment::show(model);
            Vec::new()
        }
        Action::History => history::open(model),
        Action::Findings => {
            let of_form = matches!(model.dialogs.last(), Some(Dialog::Environment(_)));
            let scope = if of_form { Scope::Form } else { Scope::Everything };
            dialog::findings::open(model, scope);
            Vec::new()
        }
        action => act(model, context, action),
    }
}

/// What a binding does, by what has the keyboard.
fn act(model: &mut Model, context: Context, action: Action) -> Vec<Effect> {
    match model.dialogs.last() {
        Some(Dialog::Add(_)) => return dialog::add::act(model, action),
        Some(Dialog::Environment(_)) => return dialog::environment::act(model, action),
        Some(Dialog::Files(_)) => return dialog::files::act(model, action),
        Some(Dialog::Findings(_)) => return dialog::findings::act(model, action),
        Some(Dialog::Submit(_)) => return dialog::submit::act(model, action),
        Some(Dialog::Confirm(_)) => return dialog::confirm::act(model, action),
        Some(Dialog::Help(_)) => return dialog::help::act(model, action),
        Some(Dialog::Note(_)) => return dialog::note::act(model, action),
        Some(Dialog::Problem(_)) => return dialog::problem::act(model, action),
        Some(Dialog::Token(_)) => return token::act(model, action),
        Some(Dialog::Password(_)) => return dialog::password::act(model, action),
        Some(Dialog::Save(_)) => return dialog::save::act(model, action),
        Some(Dialog::Kept(_)) => return dialog::kept::act(model, action),
        Some(Dialog::Unknown(_)) => return dialog::unknown::act(model, action),
        None => {}
    }
    match model.screens.last() {
        Some(Screen::Profiles(_)) => profiles::act(model, action),
        Some(Screen::Browse(_)) if context == Context::Filter => browse::filter_act(model, action),
        Some(Screen::Browse(_)) => browse::act(model, action),
        Some(Screen::Keystore(_)) => keystore::act(model, action),
        Some(Screen::Deployment(_)) => deployment::act(model, action),
        Some(Screen::Json(_)) => json::act(model, action),
        Some(Screen::Merge(_)) => merge::act(model, action),
        Some(Screen::Entry(_)) => entry::act(model, action),
        Some(Screen::History(_)) if context == Context::Filter => history::search_act(model, action),
        Some(Screen::History(_)) => history::act(model, action),
        None => Vec::new(),
    }
}

/// A key that no binding takes: text for a field, or a word about where help is.
fn on_text(model: &mut Model, context: Context, key: Key) -> Vec<Effect> {
    if !model.dialogs.is_empty() && context.takes_text() {
        return dialog::key(model, key);
    }
    match context {
        Context::Filter if matches!(model.screens.last(), Some(Screen::History(_))) => {
            history::search_key(model, key)
        }
        Context::Filter => browse::filter_key(model, key),
        Context::Line | Context::Lines | Context::KeystoreField => keystore::key(model, key),
        _ => {
            if key.printable().is_some() {
                model.say(Tone::Info, format!("{key} does nothing here; ? shows the keys"));
            }
            Vec::new()
        }
    }
}

fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    model.notice = None;
    if model.is_too_small() {
        return Vec::new();
    }
    if ahead::hold(model, || Ahead::Paste(Zeroizing::new(text.to_owned()))) {
        return Vec::new();
    }
    if !model.context().takes_text() {
        model.say(Tone::Info, "nothing here takes pasted text");
        return Vec::new();
    }
    if !model.dialogs.is_empty() {
        return dialog::paste(model, text);
    }
    match model.context() {
        Context::Filter if matches!(model.screens.last(), Some(Screen::History(_))) => {
            history::search_paste(model, text);
            Vec::new()
        }
        Context::Filter => browse::paste(model, text),
        _ => {
            keystore::paste(model, text);
            Vec::new()
        }
    }
}

fn on_reply(model: &mut Model, ticket: Ticket, reply: Reply) -> Vec<Effect> {
    if reply.tells_of_the_token() && !model.is_of_old_token(ticket) {
        token::accepted(model);
    }
    let opening = match &reply {
        Reply::Keystores(Ok(list)) => vault::open_stored(model, &list.keystores),
        Reply::Keystore(Ok(keystore)) => vault::open_stored(model, [keystore]),
        _ => Vec::new(),
    };
    let mut effects = take_reply(model, ticket, reply);
    effects.extend(opening);
    effects
}

fn take_reply(model: &mut Model, ticket: Ticket, reply: Reply) -> Vec<Effect> {
    match reply {
        Reply::Opened(outcomes) => {
            for outcome in outcomes {
                model.vault.settle(ticket, outcome);
            }
            browse::opened(model);
            let mut effects = dialog::password::opened(model);
            effects.extend(entry::opened(model));
            effects
        }
        Reply::Saved(answer) => dialog::save::saved(model, ticket, answer),
        Reply::Checked(checked) => {
            entry::checked(model, checked);
            Vec::new()
        }
        Reply::Judged(verdicts) => {
            model.judgements.settle(ticket, verdicts);
            Vec::new()
        }
        Reply::Evidence(evidence) => {
            model.session.learn(&evidence);
            Vec::new()
        }
        Reply::Description(answer) => {
            let waited = model.described(ticket);
            match answer {
                Err(_) if waited && model.is_of_old_token(ticket) => model.read(Read::Generation),
                Err(error) if waited => {
                    token::ask(model, Parked::Read(Read::Generation), &error);
                    Vec::new()
                }
                _ => Vec::new(),
            }
        }
        Reply::Connected(answer) => profiles::connected(model, ticket, answer),
        Reply::Updated(answer) => submission::updated(model, ticket, answer),
        Reply::Kept(answer) => submission::kept(model, ticket, answer),
        Reply::Concluded(answer) => {
            keeping::concluded(model, answer);
            history::written(model)
        }
        Reply::Local(Told::Journal(answer)) => {
            history::came(model, ticket, answer);
            Vec::new()
        }
        Reply::Local(Told::Backup(answer)) => rollback::backup_came(model, ticket, answer),
        Reply::Local(Told::Peeked(answer)) if rollback::waits_for(model, ticket) => {
            rollback::peeked(model, ticket, answer)
        }
        Reply::Local(told @ (Told::Unknown(_) | Told::Resolved(_))) => {
            dialog::unknown::told(model, ticket, told)
        }
        Reply::Local(told) => editing::told(model, ticket, told),
        Reply::File(answer) => dialog::environment::file_came(model, ticket, answer),
        Reply::Directory(answer) => {
            dialog::files::listed(model, ticket, &answer);
            dialog::save::listed(model, ticket, &answer);
            dialog::environment::listed(model, ticket, &answer)
        }
        Reply::Keystore(answer) if rollback::waits_for(model, ticket) => match answer {
            Err(error) if error.is_token_refused() && model.is_of_old_token(ticket) => {
                rollback::read_again(model)
            }
            answer => rollback::keystore_came(model, ticket, answer),
        },
        Reply::Keystore(Err(error)) if error.is_token_refused() && model.is_of_old_token(ticket) => {
            let mut effects = Vec::new();
            if model.form().is_some_and(|form| form.reading == Some(ticket)) {
                effects.extend(keystore::refresh(model));
            }
            effects.extend(dialog::unknown::came(model, ticket, Err(error.clone())));
            effects.extend(submission::of_old_token(model, ticket, error));
            effects
        }
        Reply::Keystore(answer) => {
            let mut effects = keystore::came(model, ticket, answer.clone());
            effects.extend(dialog::unknown::came(model, ticket, answer.clone()));
            effects.extend(submission::keystore_came(model, ticket, answer));
            browse::reorder(model);
            effects
        }
        Reply::Projects(_) | Reply::Keystores(_) | Reply::Environments(_) | Reply::Jwks(_) => {
            on_catalog(model, ticket, reply)
        }
    }
}

/// A list of the catalog: taken in, and the browse screen follows.
fn on_catalog(model: &mut Model, ticket: Ticket, reply: Reply) -> Vec<Effect> {
    let (projects, keystores) =
        (matches!(reply, Reply::Projects(Ok(_))), matches!(reply, Reply::Keystores(Ok(_))));
    let (project, keystore) = browse::under_cursors(model);
    if let Some((read, error)) = model.catalog.settle(ticket, reply, model.now) {
        if error.is_token_refused() && model.is_of_old_token(ticket) {
            return model.read(read);
        }
        if error.is_token_refused() {
            token::ask(model, Parked::Read(read), &error);
        } else if matches!(read, Read::Projects) && model.catalog.projects.value().is_none() {
            let title = "The projects could not be read";
            // Below a prompt that is being typed into, so that it doesn't take the letters.
            model.dialogs.insert(0, Dialog::Problem(dialog::problem::Problem::of(title, &error)));
        }
        return Vec::new();
    }
    if projects {
        browse::projects_came(model, project)
    } else if keystores {
        browse::keystores_came(model, keystore)
    } else {
        Vec::new()
    }
}
