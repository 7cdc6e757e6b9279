//! `WebKit` as `WebKitGTK`: its driver, `MiniBrowser`, and the surroundings both need. What the driver
//! cannot do comes another way: the language by the environment, colours and agent by arguments, the
//! window's width by a sheet for the toolbar, what runs before a page by the [`Front`](crate::front).

use std::{fs, os::unix, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::Capabilities;

use crate::{
    Browser, Look,
    browser::{HEIGHT, WIDTH},
    display::Display,
    program,
};

/// An iPhone's browser.
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1";
/// `WeChat`'s web view there.
const WECHAT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50";
/// Without it the window cannot be as narrow as a phone: its toolbar needs the room.
const TOOLBAR: &str = "window * { font-size: 1px; min-width: 0; min-height: 0; padding: 0; margin: 0; \
                       border-width: 0; -gtk-icon-transform: scale(0); }\n";
/// The locale that every Debian system has; only its name would say no language.
const PLAIN: &str = "/usr/lib/locale/C.utf8";

/// Its driver, not yet started, for a browser on this display whose files are in `folder`.
pub fn driver(look: &Look, folder: &Path, display: &Display) -> Result<Command> {
    let home = folder.join("webkit");
    fs::create_dir_all(home.join("gtk-3.0"))?;
    fs::write(home.join("gtk-3.0/gtk.css"), TOOLBAR)?;
    let mut command = Command::new(program::webkit_driver());
    command.env("DISPLAY", display.name()).env("GDK_BACKEND", "x11");
    // There is no graphics card: drawing as if there were one costs twice the time.
    command.env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command.env("LIBGL_ALWAYS_SOFTWARE", "1").env("NO_AT_BRIDGE", "1");
    command.env("XDG_CONFIG_HOME", &home).env("XDG_DATA_HOME", &home).env("no_proxy", "*");
    // The language of pages is that of the locale, which must be there: the plain one under its name is.
    let locale = format!("{}.UTF-8", look.language.replace('-', "_"));
    ensure!(Path::new(PLAIN).exists(), "{PLAIN} is missing, so that WebKit has no language");
    unix::fs::symlink(PLAIN, home.join(&locale)).context("naming a locale")?;
    command.env("LOCPATH", &home).env("LC_ALL", locale).env_remove("LANGUAGE");
    Ok(command)
}

/// What the driver is asked for.
pub fn wishes(look: &Look) -> Result<Capabilities> {
    let agent = if look.wechat { WECHAT } else { PHONE };
    let mut arguments = vec!["--automation".to_owned(), format!("--user-agent={agent}")];
    if look.dark {
        arguments.push("--dark-mode".to_owned());
    }
    let mut wishes = Capabilities::new();
    wishes.set("webkitgtk:browserOptions", json!({ "args": arguments }))?;
    if !look.whole {
        wishes.set("pageLoadStrategy", "none")?;
    }
    Ok(wishes)
}

impl Browser {
    /// Makes the window that is acted in so large that the page has a phone's size.
    pub(crate) async fn as_large_as_a_phone(&self) -> Result<()> {
        self.web.set_window_rect(0, 0, WIDTH, HEIGHT).await?;
        // What the window shows above the page comes on top.
        let inner = self.web.execute("return innerHeight;", Vec::new()).await?;
        let inner = inner.json().as_u64().and_then(|inner| u32::try_from(inner).ok());
        let inner = inner.filter(|inner| *inner <= HEIGHT).context("the window has no height")?;
        self.web.set_window_rect(0, 0, WIDTH, 2 * HEIGHT - inner).await?;
        Ok(())
    }
}
