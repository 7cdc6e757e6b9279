//! A round: everybody comes in, settles down, and is told what is posted.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    sync::Semaphore,
    task::{JoinSet, LocalSet},
    time::{sleep, sleep_until},
};

use crate::{
    people::Desk,
    process::{Used, memory},
    report::Report,
    serve::Server,
    watch::Book,
};

/// How many come in at the same time.
const AT_ONCE: usize = 64;
/// Comments a second.
const COMMENTS: u32 = 50;
/// Posts that do not count, at the begin.
const WARM: Duration = Duration::from_secs(2);
/// How long those are waited for who have not read everything.
const LATEST: Duration = Duration::from_secs(5);
/// How often it is looked whether they have.
const LOOK: Duration = Duration::from_millis(50);

/// A round.
pub struct Show<'a> {
    /// The server.
    pub server: &'a Server,
    /// How many watch.
    pub viewers: usize,
    /// How long what is posted counts.
    pub time: Duration,
    /// The host's bearer token.
    pub token: String,
}

impl Show<'_> {
    /// Plays it. Whatever goes wrong ends the program: a figure of something else is none.
    pub async fn run(&self) -> Report {
        LocalSet::new().run_until(self.played()).await
    }

    async fn played(&self) -> Report {
        let (book, begin) = (Book::of(self.viewers), Instant::now());
        let desk = Desk::new(self.server.address, &self.token);
        let empty = memory(self.server.id());
        let tickets = Rc::new(self.fill(&desk, &book).await);
        let filled = begin.elapsed();
        nothing_failed(&book);
        self.post(&desk, &book, &tickets, WARM, false).await;
        let before = [Used::by(self.server.id()), Used::by(std::process::id())];
        self.post(&desk, &book, &tickets, self.time, true).await;
        let after = [Used::by(self.server.id()), Used::by(std::process::id())];
        let full = memory(self.server.id());
        let latest = Instant::now() + LATEST;
        let all = book.all_kept() * self.viewers;
        while book.readings.get() < all && Instant::now() < latest {
            sleep(LOOK).await;
        }
        nothing_failed(&book);
        Report {
            viewers: self.viewers,
            comments: book.comments.take(),
            acts: book.acts.take(),
            answers: book.answers.take(),
            lost: book.lost(),
            twice: book.twice.get(),
            filled,
            server_cores: before[0].cores_until(after[0]),
            own_cores: before[1].cores_until(after[1]),
            server_bytes: full,
            viewers_bytes: full.saturating_sub(empty),
        }
    }

    /// Lets everybody in; their tickets.
    async fn fill(&self, desk: &Rc<Desk>, book: &Rc<Book>) -> Vec<String> {
        let (mut all, door) = (JoinSet::new(), Rc::new(Semaphore::new(AT_ONCE)));
        for nth in 0..self.viewers {
            let (desk, book, door) = (Rc::clone(desk), Rc::clone(book), Rc::clone(&door));
            all.spawn_local(async move {
                let _turn = door.acquire().await;
                let entered = desk.enter(&book, nth).await;
                entered.map_err(|why| book.fail(why)).unwrap_or_default()
            });
        }
        all.join_all().await
    }

    /// Posts at a steady pace for so long, and waits for the answers. The pace does not wait for them.
    async fn post(
        &self,
        desk: &Rc<Desk>,
        book: &Rc<Book>,
        tickets: &Rc<Vec<String>>,
        time: Duration,
        counts: bool,
    ) {
        let (mut all, start) = (JoinSet::new(), tokio::time::Instant::now());
        let many = time.as_secs_f64() * f64::from(COMMENTS);
        for nth in 0..many as u32 {
            sleep_until(start + Duration::from_secs(1) * nth / COMMENTS).await;
            // Everybody in turn: nobody is told that they write too much.
            let viewer = book.next() % self.viewers;
            let (desk_, book_, tickets) = (Rc::clone(desk), Rc::clone(book), Rc::clone(tickets));
            all.spawn_local(async move {
                desk_.comment(&book_, viewer, &tickets[viewer], counts).await;
            });
            if nth % COMMENTS == COMMENTS / 2 {
                let (desk, book) = (Rc::clone(desk), Rc::clone(book));
                all.spawn_local(async move { desk.act(&book, counts).await });
            }
        }
        all.join_all().await;
    }
}

fn nothing_failed(book: &Book) {
    let failed = book.failed.borrow();
    assert!(failed.is_none(), "{}", failed.as_deref().unwrap_or_default());
}
