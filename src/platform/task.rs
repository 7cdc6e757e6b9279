//! Work that waits: ends with the component that started it.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use leptos::task::{spawn_local, spawn_local_scoped_with_cancellation};

/// Something to wait for, boxed: one kind of task for the whole app.
pub type Wait<T> = Pin<Box<dyn Future<Output = T>>>;

/// Starts `work`; it is dropped, unfinished, when the calling component goes away.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(work));
}

fn spawn_boxed(work: Wait<()>) {
    spawn_local_scoped_with_cancellation(work);
}

/// Starts `work` that is finished also when the calling component goes away: what was asked of the server
/// must not be forgotten half-way.
pub fn detach(work: impl Future<Output = ()> + 'static) {
    detach_boxed(Box::pin(work));
}

fn detach_boxed(work: Wait<()>) {
    spawn_local(work);
}

/// Waits for all of them at once; `each` takes what comes, as it comes.
pub async fn together<T>(mut waits: Vec<Wait<T>>, mut each: impl FnMut(T)) {
    poll_fn(|context| {
        waits.retain_mut(|wait| match wait.as_mut().poll(context) {
            Poll::Ready(value) => {
                each(value);
                false
            }
            Poll::Pending => true,
        });
        if waits.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// What `work` brings; `None` when `limit` is over before.
pub async fn within<T>(
    work: impl Future<Output = T>,
    limit: impl Future<Output = ()>,
) -> Option<T> {
    let (mut work, mut limit) = (pin!(work), pin!(limit));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}
