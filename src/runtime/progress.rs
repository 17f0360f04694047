//! Progress on its way to the screen: what nobody could read is left out, the last word never is.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::tasks::Outbox;
use crate::app::message::Message;
use crate::domain::transfer::Progress;

/// How long a figure stands before the next one.
const STEP: Duration = Duration::from_millis(100);

/// Passes on what a piece of work reports: the first report at once, then the latest of every 100 ms.
pub struct Relay<'a> {
    outbox: &'a Outbox,
    latest: watch::Receiver<Option<Progress>>,
}

impl<'a> Relay<'a> {
    /// Where the work reports to, and what brings it further.
    pub fn new(outbox: &'a Outbox) -> (impl Fn(Progress) + Send + Sync + 'static, Self) {
        let (sender, latest) = watch::channel(None);
        let report = move |progress| drop(sender.send_replace(Some(progress)));
        (report, Self { outbox, latest })
    }

    /// Does the work meanwhile. When this returns, the last report has been passed on.
    pub async fn during<T>(mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                result = &mut work => {
                    self.pass_on_unseen();
                    return result;
                }
                // Never an error: the work holds the other end. Awaiting a change marks it as seen.
                _ = self.latest.changed() => self.pass_on(),
            }
            tokio::select! {
                biased;
                result = &mut work => {
                    self.pass_on_unseen();
                    return result;
                }
                () = sleep(STEP) => {}
            }
        }
    }

    /// Sends on what hasn't been seen yet. Once the work is done its end is gone, and only
    /// looking tells: then the latest goes out again, which changes nothing.
    fn pass_on_unseen(&mut self) {
        if self.latest.has_changed().unwrap_or(true) {
            self.pass_on();
        }
    }

    /// Sends on the latest report.
    fn pass_on(&mut self) {
        if let Some(progress) = self.latest.borrow_and_update().clone() {
            self.outbox.send(Message::Progress(self.outbox.ticket(), progress));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;
    use crate::app::remote::Ticket;
    use crate::runtime::tasks::Tasks;

    fn received(bytes: u64) -> Progress {
        Progress::Received { bytes, total: None }
    }

    #[tokio::test]
    async fn a_report_is_passed_on_while_the_work_goes_on() {
        let (mut tasks, mut messages) = Tasks::new();
        let (go_on, told) = oneshot::channel::<()>();
        tasks.start(Ticket(1), |outbox| async move {
            let (report, relay) = Relay::new(&outbox);
            let work = async {
                report(received(1));
                let _ = told.await;
                report(received(2));
                report(received(3));
            };
            relay.during(work).await;
        });
        let first = messages.recv().await;
        assert!(
            matches!(first, Some(Message::Progress(Ticket(1), ref progress)) if *progress == received(1))
        );
        let _ = go_on.send(());
        let last = messages.recv().await;
        assert!(
            matches!(last, Some(Message::Progress(_, ref progress)) if *progress == received(3)),
            "{last:?}"
        );
    }
}
