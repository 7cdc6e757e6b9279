//! Whole journeys: server, built app and browser. Each test is a sentence; each has a shop of its own.

mod buying;
mod clock;
mod paying;
mod reading;
mod trouble;
mod use_by_all;
