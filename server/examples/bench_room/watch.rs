//! What is posted, and who has read it: every post has a number, which stands in its text between two marks that
//! stand nowhere else, so that reading costs next to nothing.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Instant,
};

use tokio::net::TcpStream;

use crate::delays::Delays;

/// Before and after a number.
const MARK: u8 = b'~';
/// A number with its marks.
const MARKED: usize = 8;
/// Most that is read at once.
const BUFFER: usize = 64 << 10;

/// A text with a number in it.
pub fn marked(number: usize) -> String {
    format!("~{number:06}~")
}

/// Something that was posted.
#[derive(Clone, Copy)]
struct Post {
    at: Instant,
    act: bool,
    /// Whether its delays are counted: not while everybody settles down.
    counts: bool,
    /// Whether the server has said that it is kept.
    kept: bool,
}

/// All that was posted, and how it was read.
#[derive(Default)]
pub struct Book {
    posts: RefCell<Vec<Post>>,
    /// From posting to reading, of comments.
    pub comments: RefCell<Delays>,
    /// From posting to reading, of acts.
    pub acts: RefCell<Delays>,
    /// From posting to the answer.
    pub answers: RefCell<Delays>,
    seen: RefCell<Vec<Vec<u64>>>,
    turns: Cell<usize>,
    /// How often somebody read something for the first time.
    pub readings: Cell<usize>,
    /// How often somebody read something again.
    pub twice: Cell<usize>,
    /// What went wrong, the first of it.
    pub failed: RefCell<Option<String>>,
    /// The one buffer to read into: nobody waits while they hold it.
    buffer: RefCell<Vec<u8>>,
}

impl Book {
    /// For so many viewers.
    pub fn of(viewers: usize) -> Rc<Self> {
        let (seen, buffer) = (vec![Vec::new(); viewers].into(), vec![0; BUFFER].into());
        Rc::new(Self { seen, buffer, ..Self::default() })
    }

    /// Notes that something is posted now; its number.
    pub fn post(&self, act: bool, counts: bool) -> usize {
        let mut posts = self.posts.borrow_mut();
        posts.push(Post { at: Instant::now(), act, counts, kept: false });
        posts.len() - 1
    }

    /// Notes that the server keeps it.
    pub fn kept(&self, number: usize) {
        let post = &mut self.posts.borrow_mut()[number];
        post.kept = true;
        if post.counts {
            self.answers.borrow_mut().add(post.at.elapsed());
        }
    }

    /// Notes what went wrong.
    pub fn fail(&self, why: String) {
        self.failed.borrow_mut().get_or_insert(why);
    }

    /// The number of the next turn.
    pub fn next(&self) -> usize {
        self.turns.replace(self.turns.get() + 1)
    }

    /// How many posts are kept.
    pub fn all_kept(&self) -> usize {
        self.posts.borrow().iter().filter(|post| post.kept).count()
    }

    /// How often somebody has not read something that is kept.
    pub fn lost(&self) -> usize {
        let (posts, seen) = (self.posts.borrow(), self.seen.borrow());
        let kept = posts.iter().enumerate().filter(|(_, post)| post.kept);
        let kept: Vec<usize> = kept.map(|(number, _)| number).collect();
        let missed = |seen: &Vec<u64>| kept.iter().filter(|number| !has(seen, **number)).count();
        seen.iter().map(missed).sum()
    }

    fn read(&self, viewer: usize, number: usize, at: Instant) {
        let Some(post) = self.posts.borrow().get(number).copied() else {
            return self.fail(format!("number {number} was never posted"));
        };
        let seen = &mut self.seen.borrow_mut()[viewer];
        if has(seen, number) {
            self.twice.set(self.twice.get() + 1);
            return;
        }
        let word = number / 64;
        if seen.len() <= word {
            seen.resize(word + 1, 0);
        }
        seen[word] |= 1 << (number % 64);
        self.readings.set(self.readings.get() + 1);
        if post.counts {
            let delays = if post.act { &self.acts } else { &self.comments };
            delays.borrow_mut().add(at.saturating_duration_since(post.at));
        }
    }

    /// Reads the numbers in a piece of text; from where on it is not whole yet.
    fn scan(&self, viewer: usize, text: &[u8], at: Instant) -> usize {
        let mut from = 0;
        while let Some(mark) = text[from..].iter().position(|byte| *byte == MARK) {
            let begin = from + mark;
            let Some(marked) = text.get(begin..begin + MARKED) else { return begin };
            let number = std::str::from_utf8(&marked[1..MARKED - 1]).ok();
            match number.and_then(|digits| digits.parse().ok()) {
                Some(number) => self.read(viewer, number, at),
                None => self.fail("a mark without a number".into()),
            }
            from = begin + MARKED;
        }
        text.len()
    }
}

fn has(seen: &[u64], number: usize) -> bool {
    seen.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
}

/// Reads what a viewer is told, until the line breaks; `rest` was read before.
pub async fn follow(book: Rc<Book>, viewer: usize, stream: TcpStream, mut rest: Vec<u8>) {
    loop {
        if let Err(error) = stream.readable().await {
            return book.fail(format!("a viewer's line: {error}"));
        }
        let mut buffer = book.buffer.borrow_mut();
        let before = rest.len().min(BUFFER / 2);
        buffer[..before].copy_from_slice(&rest[..before]);
        match stream.try_read(&mut buffer[before..]) {
            Ok(0) => return book.fail("the server ended a viewer's line".into()),
            Ok(read) => {
                let text = &buffer[..before + read];
                let whole = book.scan(viewer, text, Instant::now());
                rest.clear();
                rest.extend_from_slice(&text[whole..]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return book.fail(format!("a viewer's line: {error}")),
        }
    }
}
