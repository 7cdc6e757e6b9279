//! What this phone notes of the bags that were entered on it: its own random number, which is then to be found in the
//! list, and the fingerprint of the seed as it was told before the draw.

use picklive_contract::{
    BagId,
    bags::{Bag, MyEntry},
};
use serde::{Deserialize, Serialize};

use crate::platform::{
    random,
    storage::{self, Keep},
};

/// Under which name they are noted.
const BAGS: &str = "bags";
/// Most bags that are noted.
const MOST: usize = 30;

/// What is noted of one bag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Which.
    #[serde(default)]
    pub bag: Option<BagId>,
    /// The number that was chosen here.
    #[serde(default)]
    pub nonce: String,
    /// The fingerprint of the seed.
    #[serde(default)]
    pub seed_hash: String,
    /// Which place in the list the shop has given it, once it has.
    #[serde(default)]
    pub number: Option<u32>,
}

fn all() -> Vec<Noted> {
    storage::read(Keep::Forever, BAGS).unwrap_or_default()
}

fn note(one: Noted) {
    let mut all = all();
    all.retain(|it| it.bag != one.bag);
    all.insert(0, one);
    all.truncate(MOST);
    storage::write(Keep::Forever, BAGS, &all);
}

/// What is noted of a bag.
pub fn of(bag: &BagId) -> Option<Noted> {
    all().into_iter().find(|it| it.bag.as_ref() == Some(bag))
}

/// The number to enter with, the same at every try: noted before it is sent.
pub fn nonce(bag: &Bag) -> String {
    let noted = of(&bag.id).filter(|it| !it.nonce.is_empty()).unwrap_or_else(|| {
        let noted = Noted {
            bag: Some(bag.id.clone()),
            nonce: random::hex(),
            seed_hash: bag.seed_hash.clone(),
            number: None,
        };
        note(noted.clone());
        noted
    });
    noted.nonce
}

/// The shop has the entry. It is one's own when it has the number that was chosen here: another one was chosen on
/// another phone, or by nobody, and this phone vouches for neither.
pub fn entered(mine: &MyEntry) {
    if let Some(noted) = of(&mine.bag) {
        let own = noted.nonce == mine.entry.nonce;
        note(Noted { number: own.then_some(mine.entry.number), ..noted });
    }
}
