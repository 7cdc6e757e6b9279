//! Who follows the room's host.

use picklive_contract::follows::{Follow, FollowAsk};

use super::{
    Ask, Reply, Shop, Slip, checks,
    hall::{HALL, is_host},
    people,
};

/// Where who asks stands, after following or not if that is asked.
pub fn answer(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    if id != HALL {
        return Err(Reply::problem(404, "not-found"));
    }
    let person = people::caller(shop, ask)?;
    let changes = ask.method != "GET";
    if changes && person.is_none() && !shop.slips(Slip::FollowForAnyone) {
        return Err(Reply::problem(401, "sign-in-needed"));
    }
    let mut books = shop.books();
    if let Some(person) = person.as_ref().filter(|_| changes) {
        if ask.method == "POST" {
            if is_host(&books, ask) {
                return Err(Reply::problem(403, "forbidden"));
            }
            let _: FollowAsk = checks::read(shop, ask)?;
            if !books.hall.followers.contains(person) || shop.slips(Slip::FollowsTwice) {
                books.hall.followers.push(person.clone());
            }
        } else if !shop.slips(Slip::FollowKept) {
            books.hall.followers.retain(|known| known != person);
        }
    }
    let all = &books.hall.followers;
    let following = person.is_some_and(|person| all.contains(&person));
    Ok(Reply::of(200, &Follow { following, followers: i64::try_from(all.len()).unwrap() }))
}
