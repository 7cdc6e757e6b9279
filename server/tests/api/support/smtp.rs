//! A mail server that keeps what it gets, and can be out of order.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub head: String,
    /// Decoded.
    pub text: String,
}

/// The mail server.
#[derive(Clone)]
pub struct Post {
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
    broken: Arc<AtomicBool>,
    refuses: Arc<AtomicBool>,
    held: Arc<watch::Sender<bool>>,
}

impl Post {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let held = Arc::new(watch::Sender::new(false));
        let (broken, refuses) = (Arc::default(), Arc::default());
        let post = Self { url, mails: Arc::default(), broken, refuses, held };
        let mine = post.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(mine.clone().talk(line));
            }
        });
        post
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    pub fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }

    /// Refuses every mail once it has it, with a reply that quotes what is in it.
    pub fn set_refuses(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Keeps its answer to itself once it has a mail, until it is told otherwise.
    pub fn hold(&self, hold: bool) {
        self.held.send_replace(hold);
    }

    async fn talk(self, line: TcpStream) {
        let (read, mut write) = line.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 post\r\n").await.unwrap();
        let mut to = String::new();
        while let Ok(Some(line)) = lines.next_line().await {
            let word = line.split(' ').next().unwrap().to_uppercase();
            let mut quote = String::new();
            let answer = match word.as_str() {
                "MAIL" if self.broken.load(Ordering::SeqCst) => "451 out of order",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap().to_owned();
                    "250 ok"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    let mut data = Vec::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        data.push(line.strip_prefix('.').map_or(line.clone(), ToOwned::to_owned));
                    }
                    let mail = read_mail(&to, &data);
                    if self.refuses.load(Ordering::SeqCst) {
                        let text = mail.text.replace(['\r', '\n'], " ");
                        quote = format!("550 5.1.1 <{to}>: nobody takes \"{text}\"");
                    } else {
                        self.mails.lock().unwrap().push(mail);
                        let _ = self.held.subscribe().wait_for(|held| !held).await;
                    }
                    if quote.is_empty() { "250 ok" } else { &quote }
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

fn read_mail(to: &str, lines: &[String]) -> Mail {
    let blank = lines.iter().position(String::is_empty).unwrap();
    let head = lines[..blank].join("\n");
    let body = &lines[blank + 1..];
    let bytes = if head.contains("base64") {
        STANDARD.decode(body.concat()).unwrap()
    } else if head.contains("quoted-printable") {
        unquoted(&body.join("\n"))
    } else {
        body.join("\n").into_bytes()
    };
    Mail { to: to.into(), head, text: String::from_utf8(bytes).unwrap() }
}

fn unquoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}
