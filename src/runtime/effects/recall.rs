//! Reads what was kept on this machine.

use std::sync::Arc;

use super::blocking;
use crate::app::message::Reply;
use crate::app::recall::{Recall, Recalled};
use crate::runtime::keeper::Keeper;
use crate::runtime::tasks::Outbox;

/// Reads the journal, or a version before.
pub async fn recall(outbox: Outbox, keeper: Arc<Keeper>, recall: Recall) {
    let asked = recall.clone();
    let recalled = blocking(move || keeper.recall(&asked)).await.unwrap_or_else(|| {
        let why = "reading it was broken off".to_owned();
        match recall {
            Recall::Journal => Recalled::Journal(Err(why)),
            Recall::Backup(_) => Recalled::Backup(Err(why)),
        }
    });
    let why = match &recalled {
        Recalled::Journal(Err(why)) | Recalled::Backup(Err(why)) => why,
        _ => return outbox.reply(Reply::Recalled(recalled)),
    };
    tracing::warn!(target: "keywright::state", why, "not read");
    outbox.reply(Reply::Recalled(recalled));
}
