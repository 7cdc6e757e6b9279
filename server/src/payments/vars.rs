//! Settings of providers: environment variables, or files that these name. Never arguments, which others on
//! the machine can see.

use url::Url;

use crate::config::is_loopback;

/// Ends the name of a variable that names a file with the value.
const FILE: &str = "_FILE";

/// Where settings are read from.
pub struct Vars<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Vars<'a> {
    /// Settings by their names.
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(read)
    }

    /// What is set by a name, or in the file that the name with `_FILE` gives; nothing is the same as unset.
    ///
    /// # Errors
    /// A sentence, when both are set or the file cannot be read. It never shows a value.
    pub fn get(&self, name: &str) -> Result<Option<String>, String> {
        let set = |name: &str| (self.0)(name).map(|text| text.trim().to_owned());
        let set = |name: &str| set(name).filter(|text| !text.is_empty());
        let by_file = format!("{name}{FILE}");
        match (set(name), set(&by_file)) {
            (Some(_), Some(_)) => Err(format!("{name} and {by_file} are both set; keep one")),
            (None, Some(path)) => {
                let read = std::fs::read_to_string(&path);
                let text = read.map_err(|error| format!("cannot read {by_file}: {error}"))?;
                let text = text.trim();
                if text.is_empty() {
                    return Err(format!("the file of {by_file} is empty"));
                }
                Ok(Some(text.to_owned()))
            }
            (value, None) => Ok(value),
        }
    }

    /// The value of a setting without which `what` cannot be.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn need(&self, name: &str, what: &str) -> Result<String, String> {
        self.get(name)?.ok_or_else(|| format!("{name} is missing: {what} needs it"))
    }

    /// Whether any of these is set.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn any(&self, names: &[&str]) -> Result<bool, String> {
        for name in names {
            if self.get(name)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The origin of a provider: the usual one, unless another is set. Unencrypted only on this machine.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn origin(&self, name: &str, usual: &str) -> Result<Url, String> {
        let text = self.get(name)?.unwrap_or_else(|| usual.to_owned());
        let url = Url::parse(&text).map_err(|error| format!("{name}: {error}"))?;
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let bare = url.path() == "/" && url.query().or(url.fragment()).is_none();
        if safe && bare && url.username().is_empty() {
            return Ok(url);
        }
        Err(format!("{name}: it is https:// and a host, nothing else"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_a_variable_or_a_file_and_nothing_is_unset() {
        let path = std::env::temp_dir().join(crate::random::id());
        std::fs::write(&path, "inside\n").unwrap();
        let file = path.display().to_string();
        let read = |name: &str| match name {
            "A" => Some(" value ".to_owned()),
            "B_FILE" | "BOTH_FILE" => Some(file.clone()),
            "C" => Some(String::new()),
            "D_FILE" => Some("/no/such/file".into()),
            "BOTH" => Some("x".into()),
            _ => None,
        };
        let vars = Vars::new(&read);
        assert_eq!(vars.get("A").unwrap().as_deref(), Some("value"));
        assert_eq!(vars.get("B").unwrap().as_deref(), Some("inside"));
        assert_eq!(vars.get("C"), Ok(None));
        assert!(vars.get("D").unwrap_err().contains("cannot read D_FILE"));
        assert!(vars.get("BOTH").unwrap_err().contains("both set"));
        assert!(vars.need("E", "this").unwrap_err().contains("E is missing: this needs it"));
        assert_eq!(vars.any(&["C", "E"]), Ok(false));
        assert_eq!(vars.any(&["C", "A"]), Ok(true));
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_provider_is_reached_by_https_or_on_this_machine() {
        let origin = |text: &'static str| {
            let read = move |_: &str| Some(text.to_owned()).filter(|_| text != "none");
            let read: &dyn Fn(&str) -> Option<String> = &|name| {
                if name.ends_with(FILE) { None } else { read(name) }
            };
            Vars::new(read).origin("API", "https://usual.example").map(String::from)
        };
        assert_eq!(origin("none").as_deref(), Ok("https://usual.example/"));
        assert_eq!(origin("http://127.0.0.1:81").as_deref(), Ok("http://127.0.0.1:81/"));
        for bad in ["http://api.example", "ftp://localhost", "https://a/b", "https://u@a/", "x"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
