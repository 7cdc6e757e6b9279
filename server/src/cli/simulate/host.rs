//! The one who shows and sells.

use std::{sync::Arc, time::Duration};

use picklive_contract::{
    CommentId, RoomId,
    account::{Contact, ContactKind, SendCode},
    host::{Act, ActInRoom, ActKind},
    live::{EnterRoom, GetRoom, RoomState},
    problem::ProblemKind,
};
use tokio::sync::watch;

use super::{
    caller::{Caller, Refusal},
    play::{Said, Stage, waited},
    script::LATEST,
    session,
};

/// How long a code is waited for: a minute lies between two of them.
const REST: Duration = Duration::from_secs(65);

/// How the host is let in.
#[derive(Clone, Debug)]
pub enum Access {
    /// By a code that the server tells.
    Contact(String),
    /// With the token of a session.
    Token(String),
    /// Not at all: the audience is alone.
    Nobody,
}

/// The host, signed in; cheap to clone.
#[derive(Clone, Debug)]
pub struct Host(Caller);

/// Lets the host in; says when that takes long.
///
/// # Errors
/// A sentence that says why not.
pub async fn enter(
    guest: &Caller,
    room: &RoomId,
    by: Access,
    said: Said,
) -> Result<Option<Host>, String> {
    let (token, who) = match by {
        Access::Nobody => return Ok(None),
        Access::Token(token) => (token, "who has this token".to_owned()),
        Access::Contact(contact) => (signed_in(guest, &contact, said).await?, contact),
    };
    let mut host = guest.clone();
    host.bearer = Some(token);
    let entered = host.call::<EnterRoom>(room, &()).await;
    let entered = entered.map_err(|no| format!("the host does not get in: {}", no.words))?;
    if !entered.host {
        return Err(format!("{who} is not the host of the room {room}"));
    }
    Ok(Some(Host(host.holding(entered.viewer))))
}

/// Signs in by a code that the server tells; the token of the session.
async fn signed_in(guest: &Caller, contact: &str, said: Said) -> Result<String, String> {
    let kind = if contact.contains('@') { ContactKind::Email } else { ContactKind::Phone };
    let contact = Contact { kind, value: contact.into() };
    let mut sent = guest.call::<SendCode>(&(), &contact).await;
    // A code was sent a moment ago: whoever begins again soon waits for the next one.
    if let Err(Refusal { wait: Some(wait), .. }) = sent
        && wait <= REST
    {
        said.line(&format!("the host's next code comes in {} s", wait.as_secs()));
        tokio::time::sleep(wait).await;
        sent = guest.call::<SendCode>(&(), &contact).await;
    }
    let sent = sent.map_err(|no| format!("no code for the host: {}", no.words))?;
    let code = sent.demo_code.ok_or(
        "the server tells nobody the host's code: give a token with --host-token, or --no-host",
    )?;
    let token = session::of(guest, contact, code).await;
    token.map_err(|no| format!("the host cannot sign in: {}", no.words))
}

/// Does what the script says until the end, again and again if it says so.
pub async fn play(stage: Arc<Stage>, host: Host, mut ended: watch::Receiver<bool>) {
    let script = &stage.play.script;
    let mut round = 0.0;
    loop {
        for timed in &script.acts {
            let due = Duration::from_secs_f64(round + timed.at);
            if waited(due.saturating_sub(stage.begun.elapsed()), &mut ended).await {
                return;
            }
            host.act(&stage, &timed.act).await;
        }
        let Some(repeat) = script.repeat else { return };
        round += repeat;
    }
}

impl Host {
    async fn act(&self, stage: &Stage, act: &Act) {
        let (Self(caller), room) = (self, &stage.play.room);
        let mut act = act.clone();
        if act.comment.as_ref().is_some_and(|id| id.as_str() == LATEST) {
            let latest: Option<CommentId> = stage.scene().latest.clone();
            // Nothing was said: there is nothing to take away.
            let Some(latest) = latest else { return };
            act.comment = Some(latest);
        }
        let said = format!("{:>4} s: host: {}", stage.begun.elapsed().as_secs(), words(&act));
        match caller.call::<ActInRoom>(room, &act).await {
            Ok(_) => stage.play.said.line(&said),
            Err(no) if no.kind == Some(ProblemKind::WrongState) && self.is_so(room, &act).await => {
            }
            Err(no) => stage.tally.trouble(&format!("host: {}", act.kind), &no.words),
        }
    }

    /// Whether the room already is as this act makes it: somebody else did it, or the round before.
    async fn is_so(&self, room: &RoomId, act: &Act) -> bool {
        let Ok(now) = self.0.call::<GetRoom>(room, &()).await else { return false };
        match act.kind {
            ActKind::Start => now.state == RoomState::Live,
            ActKind::Pause => now.state == RoomState::Paused,
            ActKind::Unpin => now.pin.is_none(),
            ActKind::CloseDeal => !now.prices.iter().any(|price| {
                act.variant.as_ref() == Some(&price.variant) && price.offer.deal.is_some()
            }),
            _ => false,
        }
    }
}

/// An act in a few words.
fn words(act: &Act) -> String {
    let product = act.product.as_ref().map(|id| id.to_string());
    let variant = act.variant.as_ref().map(|id| id.to_string());
    let price = act.price.map(crate::money::shown);
    let quota = act.quota.map(|units| format!("{units} units"));
    let seconds = act.seconds.map(|seconds| format!("{seconds} s"));
    let text = Some(act.text.clone()).filter(|text| !text.is_empty());
    let parts = [Some(act.kind.to_string()), product, variant, price, quota, seconds, text];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::{Currency, Money};

    #[test]
    fn an_act_is_told_in_a_few_words() {
        let price = Currency::parse("CNY").map(|currency| Money::new(1_990, currency));
        let deal = Act {
            variant: Some("cup-0".into()),
            price,
            quota: Some(5),
            seconds: Some(60),
            ..Act::new(ActKind::Deal)
        };
        assert_eq!(
            words(&deal),
            format!("deal cup-0 {} 5 units 60 s", crate::money::shown(price.unwrap()))
        );
        assert_eq!(words(&Act::new(ActKind::Unpin)), "unpin");
    }
}
