//! Fetching one picture. The name is resolved here, every address it has is checked, and the connection
//! goes to what was checked: a name that answers differently a moment later gains nothing. Redirects are
//! followed by hand, each one checked like the first address.

use std::{
    collections::HashMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Certificate, Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
    redirect::Policy,
};
use url::{Host, Url};

use super::{Guard, Sources};

/// Redirects that are followed.
const HOPS: usize = 5;
/// After so many failures in a row a host is left alone.
const PATIENCE: u32 = 3;

/// Fetches pictures.
#[derive(Debug)]
pub struct Fetcher {
    http: Client,
    guard: Guard,
    most: usize,
    whole: Duration,
    /// Failures in a row to reach a host.
    silent: Mutex<HashMap<String, u32>>,
}

impl Fetcher {
    /// A fetcher with these limits. It uses no proxy, which would ask in its own name.
    ///
    /// # Errors
    /// A sentence, when TLS cannot be set up.
    pub fn new(from: &Sources) -> Result<Self, String> {
        let resolver = Arc::new(Checked { guard: from.guard, patience: from.connect });
        let believed = from.believed.iter().map(|der| Certificate::from_der(der));
        let believed: Result<Vec<_>, _> = believed.collect();
        let unusable = |error: reqwest::Error| format!("cannot fetch pictures: {error}");
        let http = Client::builder()
            .tls_certs_merge(believed.map_err(unusable)?)
            .user_agent(concat!("picklive-server/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(from.connect)
            .dns_resolver(resolver)
            .build();
        Ok(Self {
            http: http.map_err(unusable)?,
            guard: from.guard,
            most: from.bytes,
            whole: from.whole,
            silent: Mutex::default(),
        })
    }

    /// Reads and checks the address of a picture.
    ///
    /// # Errors
    /// A sentence, when it is none that may be asked.
    pub fn address(&self, source: &str) -> Result<Url, String> {
        let url = Url::parse(source).map_err(|_| "is not an address, nor a file of --images")?;
        self.check(&url).map(|()| url)
    }

    fn check(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("{}: is not a web address", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address carries a password".into());
        }
        // Names are checked when they are resolved; the client does not resolve what is an address.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err("the address has no host".into()),
        };
        match literal.filter(|address| !self.guard.allows(*address)) {
            Some(address) => Err(Refused(format!("{address} is not a public address")).to_string()),
            None => Ok(()),
        }
    }

    /// Fetches the bytes behind an address.
    ///
    /// # Errors
    /// A sentence with the reason.
    pub async fn fetch(&self, url: Url) -> Result<Vec<u8>, String> {
        let host = url.host_str().unwrap_or_default().to_owned();
        if self.silent().get(&host).is_some_and(|times| *times >= PATIENCE) {
            return Err(format!("not tried: {host} could not be reached {PATIENCE} times"));
        }
        let late = || Missed::Silent(format!("took longer than {} s", self.whole.as_secs()));
        let fetched = tokio::time::timeout(self.whole, self.follow(url)).await;
        match fetched.map_err(|_| late()).flatten() {
            Ok(bytes) => {
                self.silent().remove(&host);
                Ok(bytes)
            }
            Err(Missed::Silent(reason)) => {
                *self.silent().entry(host).or_default() += 1;
                Err(reason)
            }
            Err(Missed::Answered(reason)) => {
                self.silent().remove(&host);
                Err(reason)
            }
        }
    }

    fn silent(&self) -> std::sync::MutexGuard<'_, HashMap<String, u32>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn follow(&self, mut url: Url) -> Result<Vec<u8>, Missed> {
        for _ in 0..=HOPS {
            self.check(&url).map_err(Missed::Answered)?;
            let asked = self.http.get(url.clone()).header(header::ACCEPT, "image/*").send();
            let answer = asked.await.map_err(|error| Missed::Silent(told(&error)))?;
            let status = answer.status();
            if status.is_redirection() {
                let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
                let next = to.and_then(|to| url.join(to).ok());
                let nowhere = || Missed::Answered("a redirect leads nowhere".into());
                url = next.ok_or_else(nowhere)?;
            } else if status.is_success() {
                return self.body(answer).await;
            } else {
                return Err(Missed::Answered(format!("the server answered {}", status.as_u16())));
            }
        }
        Err(Missed::Answered(format!("more than {HOPS} redirects")))
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, Missed> {
        let too_large =
            || Missed::Answered(format!("is larger than {} MB", self.most.div_ceil(1024 * 1024)));
        let most = u64::try_from(self.most).unwrap_or(u64::MAX);
        if answer.content_length().is_some_and(|length| length > most) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| Missed::Silent(told(&error)))? {
            bytes.extend_from_slice(&part);
            if bytes.len() > self.most {
                return Err(too_large());
            }
        }
        Ok(bytes)
    }
}

/// Why a picture did not come: nobody answered, or the answer was no picture.
enum Missed {
    Silent(String),
    Answered(String),
}

/// The last cause of an error, which says most.
fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".into();
    }
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// An address that may not be asked.
#[derive(Debug)]
struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {}", self.0)
    }
}

impl Error for Refused {}

/// Resolves names to addresses that were checked.
#[derive(Debug)]
struct Checked {
    guard: Guard,
    patience: Duration,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, patience) = (self.guard, self.patience);
        Box::pin(async move {
            let name = name.as_str();
            let asked = tokio::net::lookup_host((name, 0));
            let found = tokio::time::timeout(patience, asked).await;
            let found: Vec<_> = found
                .map_err(|_| Refused(format!("{name} is not resolved in time")))?
                .map_err(|error| format!("{name} is not found ({error})"))?
                .collect();
            // One closed address among open ones is reason enough: the name is not to be trusted.
            if let Some(closed) = found.iter().find(|found| !guard.allows(found.ip())) {
                let reason = format!("{name} is {}, not a public address", closed.ip());
                return Err(Refused(reason).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
