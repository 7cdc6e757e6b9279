use super::*;

#[test]
fn it_writes_what_the_usual_writer_writes() {
    #[derive(Serialize)]
    struct All {
        text: String,
        number: i64,
        list: Vec<Option<u32>>,
        map: std::collections::BTreeMap<String, bool>,
        unit: (),
        pair: (u8, char),
    }
    let all = All {
        text: "a \"quote\" \\ \n\u{1f} 早安 </script>".into(),
        number: -9_007_199_254_740_993,
        list: vec![Some(1), None],
        map: [("k\"".to_owned(), true)].into(),
        unit: (),
        pair: (7, 'ß'),
    };
    let mut writer = Writer::default();
    all.serialize(&mut writer).unwrap();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&writer.0), read(&serde_json::to_string(&all).unwrap()));
    assert!(1.5_f64.serialize(&mut Writer::default()).is_err());
}
