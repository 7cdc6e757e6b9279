//! Bad input in a room: a title that is markup, a comment of 100 KB, a stream that is not there, and one that stands
//! still.

use anyhow::{Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::{
    rooms::{ID, PATH, PIN, SEND, enter, is_the_same, lines_are, mark, moves, say},
    rooms_caller::Caller,
};

/// A title that would run, if it were taken for anything but a title.
const TITLE: &str = "</h1><img src=x onerror=window.hacked=1><script>hacked=1</script>{}&amp;'\"";

#[test]
pub fn a_title_that_is_markup_is_text_and_a_comment_of_100_kb_is_refused_and_kept() -> Result<()> {
    journey(async |visit| {
        visit.shop.run(&["rooms", "change", ID, "--title", TITLE])?;
        let guest = Caller::viewer(&visit.shop, ID).await?;
        enter(visit).await?;
        let titles = "[document.querySelector('.room-top h1').textContent, document.title.includes('<script>')]";
        visit.wait("the title", &format!("{titles}[1]")).await?;
        ensure!(visit.value(titles).await? == json!([TITLE, true]), "it stands as it is");

        let long = "长".repeat(34_000);
        let refused = guest.say(&long).await.unwrap_err().to_string();
        ensure!(!refused.is_empty());
        // Into the field by hand: what is pasted may be as long.
        let put = "const field = document.querySelector('#room-say'); field.removeAttribute('maxlength');
            field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }));";
        say(visit, "林晓", "短的").await?;
        lines_are(visit, &["短的"]).await?;
        visit.script(put, &[json!(long)]).await?;
        visit.tap(SEND).await?;
        visit.element(".talk-wrong").await?;
        let kept = "document.querySelector('#room-say').value.length === 34000";
        ensure!(visit.value(kept).await? == json!(true), "what was typed stays");
        visit.fill("#room-say", "又是短的").await?;
        visit.tap(SEND).await?;
        lines_are(visit, &["短的", "又是短的"]).await?;
        ensure!(guest.said().await? == ["短的", "又是短的"], "nothing else was kept");
        let ran =
            visit.value("window.hacked !== undefined || window.e2e.panicked === true").await?;
        ensure!(ran == json!(false), "nothing of it ran, and nothing broke");
        Ok(())
    })
}

#[test]
pub fn a_stream_that_is_not_there_is_said_and_the_room_sells() -> Result<()> {
    journey(async |visit| {
        visit.shop.run(&["rooms", "change", ID, "--source", "/demo/live/there-is-none.m3u8"])?;
        visit.open(PATH).await?;
        visit.element(".room-says").await?;
        visit.sees(PIN, "高山白牡丹").await?;
        say(visit, "林晓", "没有画面也能说").await?;
        lines_are(visit, &["没有画面也能说"]).await?;
        visit.tap(".room-pin .room-buy").await?;
        visit.element("dialog[open] .variant").await?;
        ensure!(visit.text(".room-says").await?.chars().count() > 3, "in words");
        Ok(())
    })
}

#[test]
fn a_stream_that_stands_still_is_said_and_goes_on_in_the_same_picture() -> Result<()> {
    journey(async |visit| {
        enter(visit).await?;
        moves(visit).await?;
        mark(visit).await?;
        visit.browser.block(&["*.m3u8*", "*.ts*", "*.m4s*", "*.mp4*"]).await?;
        visit.element(".room-says").await?;
        say(visit, "林晓", "画面停了").await?;
        lines_are(visit, &["画面停了"]).await?;
        visit.browser.block(&[]).await?;
        is_the_same(visit, "with the stream back").await?;
        visit.wait("nothing to say", "!document.querySelector('.room-says')").await
    })
}
