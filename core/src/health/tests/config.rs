use super::*;

const PLATFORM: &str = r#""os":"linux","architecture":"amd64""#;

/// What a config with these fields, of an image with two layers, ails.
fn ailments(fields: &str) -> Vec<String> {
    let config = read_config(&format!("{{{fields}}}"));
    let image = image_with(&[layer(1, ""), layer(2, "")]);
    words(&check(&image, ConfigContent::Read(&config), None))
}

fn rootfs(diff_ids: usize) -> String {
    let diff_ids: Vec<_> = (0..diff_ids)
        .map(|number| format!("{:?}", digest(number)))
        .collect();
    format!(r#""rootfs":{{"diff_ids":[{}]}}"#, diff_ids.join(","))
}

#[test]
fn what_fits_is_healthy() {
    let history = r#""history":[{"created_by":"ADD"},{"empty_layer":true},{}]"#;
    let created = r#""created":"2026-11-20T11:00:00Z""#;
    let none: [String; 0] = [];
    assert_eq!(
        ailments(&format!("{PLATFORM},{},{history},{created}", rootfs(2))),
        none
    );
    assert_eq!(ailments(&format!("{PLATFORM},{}", rootfs(2))), none);
}

#[test]
fn other_numbers_of_layers_are_said() {
    let refused = |number| {
        format!(
            "Fault: The manifest names 2 layers, its config (diff_ids) {number}. Clients refuse such an image."
        )
    };
    assert_eq!(ailments(&format!("{PLATFORM},{}", rootfs(3))), [refused(3)]);
    assert_eq!(ailments(PLATFORM), [refused(0)]);
    let history = r#""history":[{},{"empty_layer":true}]"#;
    assert_eq!(
        ailments(&format!("{PLATFORM},{},{history}", rootfs(2))),
        [
            "Warning: The history names 1 step that made a layer for 2 layers, so nobody can tell which made which."
        ]
    );
}

/// What ails an image of these layers, whose config names these contents for them.
fn of_contents(layers: [usize; 3], contents: [usize; 3]) -> Vec<String> {
    let diff_ids = contents.map(|number| format!("{:?}", digest(number)));
    let rootfs = format!(r#""rootfs":{{"diff_ids":[{}]}}"#, diff_ids.join(","));
    let config = read_config(&format!("{{{PLATFORM},{rootfs}}}"));
    let image = image_with(&layers.map(|number| layer(number, "")));
    words(&check(&image, ConfigContent::Read(&config), None))
}

#[test]
fn contents_that_do_not_fit_the_layers_are_said() {
    assert_eq!(of_contents([1, 2, 3], [7, 8, 9]), [""; 0]);
    assert_eq!(
        of_contents([1, 2, 3], [7, 8, 7]),
        [
            "Note: The config (diff_ids) says that different layers unpack to the same: \
             3 (000000000003) as 1 (000000000001). That is right only where the same files were \
             packed twice."
        ]
    );
    let repeated = "Note: 1 layer is named more than once, and stored and counted once: \
        000000000001 (2 times).";
    assert_eq!(of_contents([1, 2, 1], [7, 8, 7]), [repeated]);
    assert_eq!(
        of_contents([1, 2, 1], [7, 8, 9]),
        [
            "Fault: The config (diff_ids) says that the same layer unpacks to something else where \
             it is named again: 3 (000000000001). Clients refuse such an image.",
            repeated
        ]
    );
}

#[test]
fn a_config_without_platform_is_said() {
    for half in [r#""os":"linux""#, r#""architecture":"amd64""#] {
        let ailments = ailments(&format!("{half},{}", rootfs(2)));
        assert_eq!(
            ailments,
            [
                "Warning: The config does not say for which operating system and processor the image is."
            ],
            "{half}"
        );
    }
}

#[test]
fn a_date_that_is_none_is_a_note() {
    let built = |date: &str| ailments(&format!(r#"{PLATFORM},{},"created":"{date}""#, rootfs(2)));
    assert_eq!(
        built("1970-01-01T00:00:00Z"),
        ["Note: The build is dated 1970-01-01, which is no date. Reproducible builds write such."]
    );
    assert!(built("1980-01-01T00:00:01Z")[0].contains("1980-01-01"));
    assert_eq!(
        built("2126-01-01T00:00:00Z"),
        ["Note: The build is dated 2126-01-01, which is in the future."]
    );
}

#[test]
fn malformed_fields_are_named_and_counted() {
    let fields = r#""created":5,"os":"linux","architecture":"amd64","history":[7,{"comment":1},{}],
        "rootfs":{"diff_ids":["x",1]},"config":{"Env":1,"Healthcheck":{"Retries":-1}}"#;
    assert_eq!(
        ailments(fields),
        [
            "Warning: 7 fields of the config are malformed: created, config.Env, \
          config.Healthcheck.Retries, rootfs.diff_ids[0] and 3 more. The first: expected a text, found 5.",
            "Warning: The history names 3 steps that made a layer for 2 layers, so nobody can tell which made which."
        ]
    );
    let one = ailments(r#""os":"linux","architecture":"amd64","rootfs":5"#);
    assert_eq!(
        one,
        ["Warning: A field of the config is malformed: rootfs (expected an object, found 5)."]
    );
}

#[test]
fn no_field_is_left_out_where_malformed_ones_are_named() {
    let own = "created author os architecture variant os.version config rootfs history";
    let execution = "User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal \
        OnBuild Shell Healthcheck";
    let check = "Test Interval Timeout StartPeriod StartInterval Retries";
    let step = "created created_by comment empty_layer";
    for (fields, before, after, path) in [
        (own, "", "", ""),
        (execution, r#""config":{"#, "}", "config."),
        (
            check,
            r#""config":{"Healthcheck":{"#,
            "}}",
            "config.Healthcheck.",
        ),
        (step, r#""history":[{"#, "}]", "history[0]."),
    ] {
        for field in fields.split_whitespace() {
            let ailments = ailments(&format!("{before}{field:?}:-1.5{after}"));
            let named = format!("Warning: A field of the config is malformed: {path}{field} (");
            assert!(
                ailments.iter().any(|ailment| ailment.starts_with(&named)),
                "{named} {ailments:?}"
            );
        }
    }
}
