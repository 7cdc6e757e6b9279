//! What a picture shows, what can be done for it, and what becomes of it: the words of the model.

/// What the viewer gets to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The cover, or the last picture: nothing is played until the viewer taps.
    #[default]
    Poster,
    /// The first picture is being waited for.
    Loading,
    /// Moving, with sound.
    Playing,
    /// Moving, without sound: a tap brings it.
    Muted,
    /// It stands still; something is done about it.
    Stalled,
    /// There is no picture. It is tried again and again, ever less often.
    NoPicture,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing.
    Rest,
    /// Begin to play, or go on.
    Play,
    /// Fetch again, from the live edge if there is one, and play.
    Edge,
    /// Have the decoder begin anew.
    Mend,
    /// Open the stream anew.
    Open,
}

/// What plays gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing comes.
    Line,
    /// What comes cannot be decoded.
    Media,
    /// Anything else.
    Other,
    /// The stream says that it is over.
    Ended,
}

/// A look at the element.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Monotonic time of the look, in milliseconds.
    pub mono: f64,
    /// How far it has come, in seconds.
    pub position: f64,
    /// Whether it is paused.
    pub paused: bool,
    /// Whether it can be seen: not on a hidden page, unless it floats above others.
    pub seen: bool,
}
