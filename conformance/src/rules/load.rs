//! Level `load`: stock under a crowd.

use super::{Level, Rule, rules};

rules! { Load LOAD
    CROWD_ANSWERED = "load.answered", "Every buyer of a crowd is answered.";
    CROWD_EXACT = "load.exact", "A crowd that comes for a known number of units ends with exactly that many orders.";
    CROWD_ONCE = "load.once", "Each buyer who won has one order, the same one when the request is repeated.";
    CROWD_REFUSED = "load.refused", "Everybody else is told 409 sold-out or price-changed with a quote, or 429.";
    CROWD_BACK = "load.returned", "When the crowd's orders are called off, all units are sellable again.";
}
