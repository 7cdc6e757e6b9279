//! The program: its arguments, what it prints, how it ends.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;
mod market;

async fn command(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_picklive-conformance"))
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_command_prints_json_and_ends_with_the_right_code() {
    let good = fixture::start(|_, _, _, _| {}, |_, _| {}).await;
    let broken = fixture::start(|_, _, _, _| {}, |_, answer| answer.body.clear()).await;
    for (base, level, code) in [(&good, "read", 0), (&broken, "read", 1), (&good, "load", 2)] {
        let (ended, out, _) = command(&[base, "--json", "--yes", "--level", level]).await;
        assert_eq!(ended, Some(code), "{base} {level}");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["level"], level);
        assert!(report["findings"][0]["rule"].is_string() && report["findings"].is_array());
    }
}

#[tokio::test]
async fn the_command_reads_a_fixture_and_asks_before_a_crowd() {
    let (code, example, _) = command(&["--print-fixture"]).await;
    assert_eq!((code, example.as_str()), (Some(0), picklive_conformance::fixture::EXAMPLE));
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("fixture-{}.toml", std::process::id()));
    let name = file.to_str().unwrap();
    std::fs::write(&file, market::FIXTURE).unwrap();
    let base = market::start(None).await;
    let crowd = [base.as_str(), "--level", "load", "--fixture", name];
    let (code, out, error) = command(&crowd).await;
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(error.contains("--yes") && error.contains("20 guests order a unit of pen"), "{error}");
    let (code, out, _) = command(&[&crowd[..], &["--yes"]].concat()).await;
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("pass         load.exact") && out.contains("for information: 20 answers"));
    std::fs::write(&file, "[stock]\nvarient = \"rice\"\n").unwrap();
    let (code, _, error) = command(&crowd).await;
    assert_eq!(code, Some(2));
    assert!(error.contains(name) && error.contains("line 2"), "{error}");
    std::fs::remove_file(&file).unwrap();
    let (code, _, error) = command(&crowd).await;
    assert_eq!(code, Some(2));
    assert!(error.contains("cannot be read"), "{error}");
}
