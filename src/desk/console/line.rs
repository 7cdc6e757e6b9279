//! The way out for acts: one at a time, again until they are answered, kept in the tab.

use std::time::Duration;

use leptos::prelude::{set_timeout, untrack};
use picklive_contract::{
    CommentId, RoomId,
    host::{Act, ActInRoom},
};

use crate::{
    api::{Api, ApiError, Extra},
    desk::{
        model::queue::{Ending, Queue, Waiting, pause},
        parts::refused,
        start::Desk,
    },
    platform::{
        clock::{monotonic, wall},
        storage::{self, Keep},
        task, timer, visibility,
    },
    signal::{Call, Var},
    ui::Data,
};

/// The server says something every 15 seconds: who has heard nothing for so long, in milliseconds, is not told.
const BEAT: f64 = 20_000.0;
/// In such steps is waited, in milliseconds, so that being back online is noticed.
const STEP: u64 = 250;
/// For so long is waited for the event of an act that has arrived.
const LATE: Duration = Duration::from_secs(2);

/// Acts on their way.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Line {
    /// All that wait.
    pub queue: Var<Queue>,
    /// Why the last try brought no answer; tried again meanwhile.
    pub failed: Var<Option<ApiError>>,
    /// When the server was last heard, in monotonic milliseconds.
    pub(super) heard: Var<f64>,
    desk: Desk,
    to: Data<(Api, RoomId)>,
    busy: Var<bool>,
    /// Counts what ends a wait.
    woken: Var<u32>,
    /// Acts that have arrived, and whose event may be on its way.
    late: Var<Vec<(String, Act)>>,
    done: Var<Option<Call<(Act, bool)>>>,
}

/// Under which name the tab remembers the acts of a room.
fn name(room: &RoomId) -> String {
    ["desk.acts.", room.as_str()].concat()
}

impl Line {
    /// The line to a room, with what an earlier page has left.
    pub fn new(desk: Desk, api: Api, room: RoomId) -> Self {
        let left: Queue = storage::read(Keep::Tab, &name(&room)).unwrap_or_default();
        Self {
            queue: Var::new(left.found()),
            failed: Var::new(None),
            heard: Var::new(f64::MIN),
            desk,
            to: Data::new((api, room)),
            busy: Var::new(false),
            woken: Var::new(0),
            late: Var::new(Vec::new()),
            done: Var::new(None),
        }
    }

    /// Calls `done` with every act that was answered, and whether it is done; what waits is tried at once when the page is looked at again or
    /// back online. Who looks away can undo nothing, so nothing is held back for them.
    pub fn follow(self, done: impl Fn((Act, bool)) + Send + Sync + 'static) {
        self.done.set(Some(Call::new(done)));
        visibility::on_change(move |visible| {
            if !visible {
                self.change(Queue::let_go);
            }
            self.wake();
        });
    }

    /// The acts that the room may not tell yet, in their order; not tracked.
    pub fn coming(self) -> Vec<Act> {
        let late = self.late.get_untracked().into_iter().map(|(_, act)| act);
        let waiting = self.queue.get_untracked().acts.into_iter().map(|waiting| waiting.act);
        late.chain(waiting).collect()
    }

    /// Whether the room is being told of at present; not tracked.
    pub fn is_heard(self) -> bool {
        monotonic() - self.heard.get_untracked() < BEAT
    }

    /// Sends an act as soon as it can be.
    pub fn put(self, act: Act, key: String) {
        self.change(|queue| queue.put(act, key, wall() as i64));
        self.wake();
    }

    /// Takes an act back that nobody has heard of; whether it could be.
    pub fn take_back(self, key: &str) -> bool {
        let mut back = false;
        self.change(|queue| back = queue.take_back(key));
        back
    }

    /// Takes a comment away now that is being held, or leaves it there.
    pub fn removal(self, comment: &CommentId, leave: bool) {
        let find = |queue: &Queue| queue.removal(comment).map(|waiting| waiting.key.clone());
        let Some(key) = self.queue.with_untracked(find) else { return };
        if leave {
            self.take_back(&key);
            return;
        }
        self.change(|queue| {
            queue.acts.iter_mut().filter(|it| it.key == key).for_each(|it| it.from = 0);
        });
        self.wake();
    }

    /// Sends after all what an earlier page has left, or forgets it.
    pub fn settle_left(self, send: bool) {
        self.change(|queue| queue.settle_left(send));
        self.wake();
    }

    /// Changes what waits, and remembers it.
    fn change(self, change: impl FnOnce(&mut Queue)) {
        self.queue.update(change);
        if let Some(to) = untrack(|| self.to.get()) {
            self.queue.with_untracked(|queue| match *queue == Queue::default() {
                true => storage::remove(Keep::Tab, &name(&to.1)),
                false => storage::write(Keep::Tab, &name(&to.1), queue),
            });
        }
    }

    /// Tries again now what waits.
    pub fn wake(self) {
        self.woken.update(|woken| *woken = woken.wrapping_add(1));
        if self.due_in() == Some(0) && !self.busy.get_untracked() {
            self.busy.set(true);
            // What was begun is finished, whatever becomes of the page.
            task::detach(async move {
                self.send_all().await;
                self.busy.set(false);
                self.wake_when_due();
            });
        }
        self.wake_when_due();
    }

    /// In how many milliseconds something is to be sent.
    fn due_in(self) -> Option<i64> {
        self.queue.with_untracked(|queue| queue.due_in(wall() as i64))
    }

    /// What is held back is sent when its time has come.
    fn wake_when_due(self) {
        let held = self.due_in().filter(|millis| *millis > 0);
        if let Some(millis) = held.and_then(|millis| u64::try_from(millis).ok()) {
            set_timeout(move || self.wake(), Duration::from_millis(millis + 20));
        }
    }

    async fn send_all(self) {
        let mut failed = 0;
        let next = move || {
            let due = |queue: &Queue| queue.due(wall() as i64).cloned();
            Some((self.queue.with_untracked(due)?, untrack(|| self.to.get())?))
        };
        while let Some((Waiting { act, key, .. }, to)) = next() {
            self.change(|queue| queue.tried(&key));
            let extra = Extra { key: Some(key.clone()), ..Extra::default() };
            let ending = Ending::of(to.0.call::<ActInRoom>(&to.1, &act, extra).await);
            match ending {
                Ending::Again(error) => {
                    error.tell(self.failed);
                    self.wait(pause(failed)).await;
                    failed += 1;
                    continue;
                }
                // Kept: whoever signs in again finds it.
                Ending::SignedOut => return self.desk.session.again(&to.0),
                Ending::Done(_) => {
                    self.change(|queue| queue.ended(&key));
                    self.is_late(key, act.clone());
                    self.answered(act, true);
                }
                Ending::Refused(error) => {
                    self.change(|queue| queue.ended(&key));
                    self.desk.toasts.say(refused(self.desk.lang, &act, &error));
                    self.answered(act, false);
                }
            }
            self.failed.set(None);
            failed = 0;
        }
    }

    fn answered(self, act: Act, arrived: bool) {
        if let Some(done) = self.done.get_untracked() {
            done.run((act, arrived));
        }
    }

    /// It counts as coming until its event has had the time to.
    fn is_late(self, key: String, act: Act) {
        let over = key.clone();
        self.late.update(|late| late.push((key, act)));
        set_timeout(move || self.late.update(|late| late.retain(|it| it.0 != over)), LATE);
    }

    /// Waits, or until something wakes the line.
    async fn wait(self, millis: u64) {
        let woken = self.woken.get_untracked();
        let mut waited = 0;
        while waited < millis && self.woken.get_untracked() == woken {
            timer::sleep(Duration::from_millis(STEP)).await;
            waited += STEP;
        }
    }
}
