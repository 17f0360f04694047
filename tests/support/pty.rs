//! A program in a pseudo-terminal: what it shows is known, keys can be pressed, and a test waits for what it
//! expects, never for time. Included by tests as a module: `#[path = "support/pty.rs"] mod pty;`.
#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]

#[path = "keys.rs"]
mod keys;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, kill_process, kill_process_group};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

pub use rustix::process::Signal;

/// How long something that a test waits for may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program, and the terminal that it runs in. Dropped, the program is killed.
pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    pid: Pid,
    /// As the program found them.
    initial: Modes,
    shared: Arc<Shared>,
}

/// What the threads tell: one reads the terminal, one waits for the program's end.
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

struct Seen {
    terminal: vt100::Parser,
    raw: Vec<u8>,
    /// When the last bytes came.
    last: Instant,
    /// Nothing more can come.
    closed: bool,
    /// The test hung up.
    hung_up: bool,
    exit: Option<ExitStatus>,
}

/// A place in the program's output, for [`Pty::bytes_since`].
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize);

/// The terminal's line modes, which a program has to leave as it found them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modes {
    /// Names of the flags that are set, as `ICANON`.
    flags: Vec<String>,
}

impl Modes {
    fn of(master: &dyn MasterPty) -> Self {
        let termios = master.get_termios().expect("modes of the terminal");
        let input = termios.input_flags.iter_names().map(|(name, _)| name);
        let output = termios.output_flags.iter_names().map(|(name, _)| name);
        let local = termios.local_flags.iter_names().map(|(name, _)| name);
        // What the terminal sets by itself while bytes wait to be taken again.
        let of_program = |name: &&str| *name != "PENDIN";
        Self { flags: input.chain(output).chain(local).filter(of_program).map(str::to_owned).collect() }
    }

    /// Whether keys reach the program one by one and unseen, as in raw mode.
    pub fn are_raw(&self) -> bool {
        ["ICANON", "ECHO", "ISIG", "IXON", "OPOST"]
            .iter()
            .all(|name| !self.flags.iter().any(|flag| flag == name))
    }
}

impl Pty {
    /// Starts the program in a terminal of this size, which calls itself `xterm-256color`; `env` is added to the
    /// environment of the test.
    pub fn spawn(
        program: impl AsRef<OsStr>,
        args: &[&str],
        env: &[(&str, &str)],
        cols: u16,
        rows: u16,
    ) -> Self {
        Self::spawn_at(&std::env::current_dir().unwrap(), program, args, env, (cols, rows))
    }

    /// The same, with its working directory.
    pub fn spawn_at(
        directory: &Path,
        program: impl AsRef<OsStr>,
        args: &[&str],
        env: &[(&str, &str)],
        (cols, rows): (u16, u16),
    ) -> Self {
        let pair = native_pty_system().openpty(size(cols, rows)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        for (name, value) in env {
            command.env(name, value);
        }
        command.cwd(directory);
        let initial = Modes::of(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let pid = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen {
                terminal: vt100::Parser::new(nonzero(rows), nonzero(cols), 0),
                raw: Vec::new(),
                last: Instant::now(),
                closed: false,
                hung_up: false,
                exit: None,
            }),
            changed: Condvar::new(),
        });
        let reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        spawn_with(&shared, move |shared| shared.read(reader));
        spawn_with(&shared, move |shared| shared.reap(child));
        Self { master: Some(pair.master), writer: Some(writer), pid, initial, shared }
    }

    /// Waits until the screen is as the condition wants it. `what` is for the message when it never is.
    #[track_caller]
    pub fn wait_for(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        self.wait(what, |seen| condition(seen.terminal.screen()).then_some(()));
    }

    /// Waits until the text is on the screen, within one row.
    #[track_caller]
    pub fn wait_text(&self, text: &str) {
        self.wait_for(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until the text is nowhere on the screen.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait_for(&format!("no {text:?}"), |screen| !screen.contents().contains(text));
    }

    /// Waits until the program has ended and all that it wrote is on the screen.
    #[track_caller]
    pub fn wait_exit(&self) -> ExitStatus {
        self.wait("the program's end", |seen| seen.exit.clone().filter(|_| seen.closed || seen.hung_up))
    }

    /// Waits until what was written after the mark is as the condition wants it, and gives true; or until the
    /// program has ended, and gives false.
    #[track_caller]
    pub fn wait_written(&self, what: &str, mark: Mark, condition: impl Fn(&[u8]) -> bool) -> bool {
        self.wait(what, |seen| {
            let ended = (seen.closed && seen.exit.is_some()).then_some(false);
            condition(&seen.raw[mark.0..]).then_some(true).or(ended)
        })
    }

    /// Waits so long for the screen to be as the condition wants it. Gives whether it is; not, where the program ends.
    pub fn shows_within(&self, time: Duration, condition: impl Fn(&vt100::Screen) -> bool) -> bool {
        self.within(time, |seen| {
            let shown = condition(seen.terminal.screen());
            (shown || seen.exit.is_some()).then_some(shown)
        })
        .unwrap_or(false)
    }

    /// Waits so long for what was written after the mark to be as the condition wants it, or for the program's end.
    pub fn written_within(&self, time: Duration, mark: Mark, condition: impl Fn(&[u8]) -> bool) -> bool {
        self.within(time, |seen| {
            (condition(&seen.raw[mark.0..]) || (seen.closed && seen.exit.is_some())).then_some(())
        })
        .is_some()
    }

    /// Waits so long for the program to end, and for all that it wrote to be on the screen.
    pub fn ends_within(&self, time: Duration) -> Option<ExitStatus> {
        self.within(time, |seen| seen.exit.clone().filter(|_| seen.closed || seen.hung_up))
    }

    /// Whether the program has ended.
    pub fn has_ended(&self) -> bool {
        self.seen().exit.is_some()
    }

    fn within<T>(&self, time: Duration, condition: impl Fn(&Seen) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + time;
        let mut seen = self.seen();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if let Some(found) = condition(&seen) {
                return Some(found);
            }
            if left.is_zero() {
                return None;
            }
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until nothing was written for that long. Only for tests and measurements of idleness itself.
    #[track_caller]
    pub fn wait_quiet(&self, quiet: Duration) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        loop {
            let elapsed = seen.last.elapsed();
            if elapsed >= quiet {
                return;
            }
            if Instant::now() >= deadline {
                give_up(seen, "silence");
            }
            seen = self.shared.changed.wait_timeout(seen, quiet - elapsed).unwrap().0;
        }
    }

    /// Sends bytes as they are, as if they came from the terminal.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let writer = self.writer.as_mut().expect("not hung up");
        writer.write_all(bytes.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    /// Presses keys that nobody may hear any more.
    pub fn keys_if_heard(&mut self, keys: &str) {
        self.send_if_heard(keys::encode(keys));
    }

    /// Sends bytes where the program may have ended meanwhile.
    pub fn send_if_heard(&mut self, bytes: impl AsRef<[u8]>) {
        if let Some(writer) = &mut self.writer {
            let _ = writer.write_all(bytes.as_ref()).and_then(|()| writer.flush());
        }
    }

    /// Presses keys: characters stand for themselves, others are named: `<Up>`, `<Enter>`, `<Esc>`, `<C-c>`, `<M-x>`, `<F1>`,
    /// `<lt>`. After `<Esc>`, wait for its effect before the next key: together they would be Alt.
    pub fn keys(&mut self, keys: &str) {
        self.send(keys::encode(keys));
    }

    /// Sends a text as terminals send what is pasted.
    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Gives the terminal another size, of which the program is told.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.seen().terminal.set_size(nonzero(rows), nonzero(cols));
        self.master().resize(size(cols, rows)).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Closes the terminal, as a broken connection does: the program's reads and writes fail from then on.
    pub fn hang_up(&mut self) {
        self.seen().hung_up = true;
        let name = self.master().tty_name().expect("the terminal's name");
        let mut terminal = File::options().read(true).write(true).open(name).unwrap();
        // Else portable-pty's writer types a line end and an end of file before it goes.
        let mut modes = tcgetattr(&terminal).unwrap();
        modes.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&terminal, OptionalActions::Now, &modes).unwrap();
        // The reading thread holds the terminal open until it has read something once more.
        terminal.write_all(b".").unwrap();
        self.writer = None;
        self.master = None;
    }

    /// The program's process id.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// All that the program wrote.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// The present end of the output.
    pub fn mark(&self) -> Mark {
        Mark(self.seen().raw.len())
    }

    /// What the program wrote after the mark.
    pub fn bytes_since(&self, mark: Mark) -> Vec<u8> {
        self.seen().raw[mark.0..].to_vec()
    }

    /// The screen's text, row by row, without blanks at their ends.
    pub fn screen_text(&self) -> String {
        self.screen(vt100::Screen::contents)
    }

    /// The screen with its size and what became of the program, for a test's message.
    pub fn picture(&self) -> String {
        self.seen().picture()
    }

    /// Something else about the screen, as it is now.
    pub fn screen<T>(&self, ask: impl FnOnce(&vt100::Screen) -> T) -> T {
        ask(self.seen().terminal.screen())
    }

    /// Whether the terminal is as a shell expects to find it again: the ordinary screen, the cursor shown, neither
    /// paste nor mouse reported, and the line modes those that the program found. Also after its end.
    pub fn is_restored(&self) -> bool {
        self.modes() == self.initial
            && self.screen(|screen| {
                !screen.alternate_screen()
                    && !screen.bracketed_paste()
                    && !screen.hide_cursor()
                    && !screen.application_cursor()
                    && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            })
    }

    /// The line modes, as they are now; also after the program's end.
    pub fn modes(&self) -> Modes {
        Modes::of(self.master())
    }

    /// How often the program's threads have run, where the system tells: what an idle program doesn't do.
    #[cfg(target_os = "linux")]
    pub fn wakeups(&self) -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.pid)).unwrap();
        tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok())
            .filter_map(|status| {
                let (_, count) = status.split_once("\nvoluntary_ctxt_switches:")?;
                count.split_whitespace().next()?.parse::<u64>().ok()
            })
            .sum()
    }

    fn master(&self) -> &(dyn MasterPty + Send) {
        self.master.as_deref().expect("not hung up")
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }

    #[track_caller]
    fn wait<T>(&self, what: &str, condition: impl Fn(&Seen) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        loop {
            if let Some(found) = condition(&seen) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let hopeless = seen.closed && seen.exit.is_some();
            if left.is_zero() || hopeless {
                give_up(seen, what);
            }
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.seen().exit.is_none() {
            // The program leads its session and group; either may be gone already.
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
    }
}

impl Shared {
    fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut buffer = [0; 16 * 1024];
        // An error is how Linux tells that the program has closed its side.
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            let mut seen = self.seen.lock().unwrap();
            if seen.hung_up {
                break;
            }
            seen.terminal.process(&buffer[..count]);
            seen.raw.extend_from_slice(&buffer[..count]);
            seen.last = Instant::now();
            self.changed.notify_all();
        }
        self.seen.lock().unwrap().closed = true;
        self.changed.notify_all();
    }

    fn reap(&self, mut child: Box<dyn Child + Send + Sync>) {
        let status = child.wait().unwrap();
        self.seen.lock().unwrap().exit = Some(status);
        self.changed.notify_all();
    }
}

impl Seen {
    /// What there is to see, for a test's message.
    fn picture(&self) -> String {
        let screen = self.terminal.screen();
        let (rows, cols) = screen.size();
        let edge = "─".repeat(cols.get().into());
        let lines: String = screen.rows(0, cols.get()).map(|row| format!("{row}\n")).collect();
        let end = match &self.exit {
            Some(status) => format!("ended: {status}"),
            None => "running".to_owned(),
        };
        format!("{edge}\n{lines}{edge}\n{cols}x{rows}, {} bytes, {end}", self.raw.len())
    }
}

/// Fails the test. Not while the lock is held: it would be poisoned, and the program never killed.
#[track_caller]
fn give_up(seen: MutexGuard<'_, Seen>, what: &str) -> ! {
    let picture = seen.picture();
    drop(seen);
    panic!("waited for {what}:\n{picture}");
}

fn spawn_with(shared: &Arc<Shared>, run: impl FnOnce(&Shared) + Send + 'static) {
    let shared = Arc::clone(shared);
    thread::spawn(move || run(&shared));
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a size")
}
