//! Those who try their luck: some of the guests verify a contact that nobody has, claim the room's coupons and enter
//! its lucky bags.

use std::{collections::HashSet, sync::Arc, time::Duration};

use picklive_contract::{
    account::{Contact, ContactKind, SendCode},
    bags::{Bag, BagFor, BagState, EnterAsk, EnterBag},
    coupons::{ClaimCoupon, Coupon},
    problem::ProblemKind,
};
use tokio::{sync::watch, task::JoinSet};

use super::{
    caller::{Caller, Refusal},
    play::{Stage, waited},
    session,
};

/// Most who take part: each signs in, and a server sends so many codes an hour to one address.
const MOST: usize = 50;
/// How often each looks whether there is something to try; and so much later at most, or all would come at once.
const LOOK: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(1));

/// What can be tried, as it was last told.
#[derive(Clone, Debug, Default)]
pub struct Chances {
    /// Coupons that can be claimed.
    pub coupons: Vec<Coupon>,
    /// Lucky bags, those that are closed as well.
    pub bags: Vec<Bag>,
}

impl Chances {
    /// Bags that anybody may enter; whether there is still time is the server's to say.
    fn open(&self) -> impl Iterator<Item = &Bag> {
        self.bags.iter().filter(|bag| bag.state == BagState::Open && bag.who == BagFor::Everyone)
    }

    fn any(&self) -> bool {
        !self.coupons.is_empty() || self.open().next().is_some()
    }
}

/// Lets some try their luck until the end, once there is something to try, and waits for those who are about to.
pub async fn luck(stage: Arc<Stage>, mut ended: watch::Receiver<bool>) {
    let many = stage.play.viewers.min(MOST);
    while many == 0 || stage.viewer(0).is_none() || !stage.scene().chances.any() {
        if waited(LOOK.0, &mut ended).await {
            return;
        }
    }
    // Nobody is written to in vain: the first one finds out whether the server tells its codes.
    let first = match sign_in(&stage, 0).await {
        Ok(Some(first)) => first,
        Ok(None) => {
            let why = "the server tells nobody a code (--dev)";
            stage.play.said.line(&format!("nobody claims coupons or enters lucky bags: {why}"));
            return;
        }
        Err(no) => return stage.tally.trouble("signing in", &no.words),
    };
    let (mut all, mut first) = (JoinSet::new(), Some(first));
    for nth in 0..many {
        all.spawn(one(Arc::clone(&stage), nth, first.take(), ended.clone()));
    }
    while all.join_next().await.is_some() {}
}

/// Signs in with a contact of their own, anew for each play; `None` where codes are not told.
async fn sign_in(stage: &Stage, nth: usize) -> Result<Option<Caller>, Refusal> {
    let mut caller = stage.doors.caller(nth);
    let value = format!("guest-{:032x}@guest.example", rand::random::<u128>());
    let contact = Contact { kind: ContactKind::Email, value };
    let sent = caller.call::<SendCode>(&(), &contact).await?;
    let Some(code) = sent.demo_code else { return Ok(None) };
    caller.bearer = Some(session::of(&caller, contact, code).await?);
    Ok(Some(caller))
}

async fn one(
    stage: Arc<Stage>,
    nth: usize,
    mut caller: Option<Caller>,
    mut ended: watch::Receiver<bool>,
) {
    let mut tried = HashSet::new();
    while !waited(LOOK.0 + LOOK.1.mul_f64(rand::random()), &mut ended).await {
        let chances = stage.scene().chances.clone();
        if stage.viewer(nth).is_none() || !chances.any() {
            continue;
        }
        let person = match caller.take() {
            Some(person) => person,
            None => match sign_in(&stage, nth).await {
                Ok(Some(person)) => person,
                Ok(None) => return,
                Err(no) => return stage.tally.trouble("signing in", &no.words),
            },
        };
        for coupon in &chances.coupons {
            if tried.insert(coupon.id.to_string()) {
                let claimed = person.call::<ClaimCoupon>(&coupon.id, &()).await;
                stage.tally.counts().claimed += u64::from(took(&stage, "coupon", claimed));
            }
        }
        for bag in chances.open() {
            if tried.insert(bag.id.to_string()) {
                let entered = person.call::<EnterBag>(&bag.id, &ticket(&stage, nth)).await;
                stage.tally.counts().entered += u64::from(took(&stage, "lucky bag", entered));
            }
        }
        caller = Some(person);
    }
}

fn ticket(stage: &Stage, nth: usize) -> EnterAsk {
    let name = stage.play.script.person(nth).map(|(_, name)| name).unwrap_or_default();
    EnterAsk { nonce: format!("{:032x}", rand::random::<u128>()), name }
}

/// Whether it was theirs. Who comes too late, or when nothing is left, has had no luck; that is no trouble.
fn took<T>(stage: &Stage, what: &str, answer: Result<T, Refusal>) -> bool {
    match answer {
        Ok(_) => return true,
        Err(Refusal { kind: Some(ProblemKind::WrongState | ProblemKind::SoldOut), .. }) => {}
        Err(no) => stage.tally.trouble(what, &no.words),
    }
    false
}
