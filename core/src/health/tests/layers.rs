use super::*;

#[test]
fn a_healthy_image_has_no_ailments() {
    assert_eq!(of_layers(&[layer(1, ""), layer(2, "")]), []);
}

#[test]
fn a_layer_without_a_believable_size_is_said() {
    let zero = layer(2, "").replace("32", "0");
    let huge = layer(3, "").replace("32", "9007199254740993");
    assert_eq!(
        words(&of_layers(&[layer(1, ""), zero, huge])),
        [
            "Warning: The size of 2 layers cannot be believed: 2 (000000000002) and 3 (000000000003)."
        ]
    );
    let negative = layer(1, "").replace("32", "-5");
    assert_eq!(
        words(&of_layers(&[negative, layer(2, "")])),
        [
            "Fault: The layer number 1 cannot be read: size: expected a whole number from 0 to 2^64 - 1, found -5."
        ]
    );
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let nothing = layer(1, "").replace(&digest(1)[7..], nothing);
    assert_eq!(of_layers(&[nothing.replace("32", "0")]), []);
    assert_eq!(of_layers(&[nothing]).len(), 1);
}

#[test]
fn a_layer_that_is_named_often_is_said_once() {
    let layers = vec![layer(1, ""); 10];
    assert_eq!(
        words(&of_layers(&layers)),
        [
            "Note: 1 layer is named more than once, and stored and counted once: 000000000001 (10 times)."
        ]
    );
    let other = layer(1, "").replace("32", "33");
    let ailments = words(&of_layers(&[layer(1, ""), other]));
    assert!(
        ailments[0].starts_with("Fault: The sizes do not add up"),
        "{ailments:?}"
    );
}

#[test]
fn what_is_kept_elsewhere_is_said() {
    let foreign = layer(1, r#","urls":["https://example.com/layer"]"#);
    let ailments = of_layers(&[foreign]);
    assert_eq!(
        words(&ailments),
        [
            "Warning: 1 layer (32 B) may be kept elsewhere and not in this registry: 1 (000000000001)."
        ]
    );
    assert!(ailments[0].cure.is_some());
    let two = [1, 2].map(|number| layer(number, r#","urls":["https://example.com/layer"]"#));
    assert!(words(&of_layers(&two))[0].starts_with("Warning: 2 layers (64 B) may be kept"));
    for media_type in [
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ] {
        let restricted =
            layer(1, "").replace("application/vnd.oci.image.layer.v1.tar+gzip", media_type);
        assert_eq!(
            words(&of_layers(&[restricted]))[0],
            "Note: 1 layer is of a kind that registries need not keep: 1 (000000000001).",
            "{media_type}"
        );
    }
}

#[test]
fn an_unknown_algorithm_is_said() {
    let unknown = layer(1, "").replace(&digest(1), "blake3:abc");
    assert_eq!(
        words(&of_layers(&[unknown, layer(2, "")])),
        [
            "Warning: 1 layer is named by a digest of an unknown algorithm, so nobody can verify it here: 1 (abc)."
        ]
    );
}

#[test]
fn another_family_of_types_is_a_note() {
    let docker = layer(1, "").replace(
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
    );
    assert_eq!(
        words(&of_layers(&[docker, layer(2, "")])),
        [
            "Note: The manifest is of OCI's format, and 1 layer is of Docker's: 1 (000000000001). Most clients take both."
        ]
    );
    let of_docker = document(&format!(
        r#"{{"mediaType":"{}",{},"layers":[{}]}}"#,
        media_type::DOCKER_MANIFEST,
        descriptor_of_config("").replace(OCI_CONFIG, media_type::DOCKER_CONFIG),
        layer(1, "")
    ));
    assert_eq!(
        words(&check(&of_docker, ConfigContent::NotRead, None)),
        [
            "Note: The manifest is of Docker's format, and 1 layer is of OCI's: 1 (000000000001). Most clients take both."
        ]
    );
}

#[test]
fn docker_takes_127_layers() {
    let ailments = |number| {
        let layers: Vec<_> = (0..number).map(|number| layer(number, "")).collect();
        words(&of_layers(&layers))
    };
    assert_eq!(ailments(127), [""; 0]);
    assert_eq!(
        ailments(128),
        ["Warning: The image has 128 layers. Docker takes 127 at most."]
    );
}

#[test]
fn many_layers_make_a_readable_list() {
    let layers: Vec<_> = (0..500).map(|_| layer(1, "").replace("32", "-1")).collect();
    let ailments = words(&of_layers(&layers));
    assert_eq!(
        ailments,
        [
            "Fault: 500 layers cannot be read: number 1, 2, 3, 4 and 496 more. The first: size: \
             expected a whole number from 0 to 2^64 - 1, found -1.",
            "Warning: The image has 500 layers. Docker takes 127 at most."
        ]
    );
}

#[test]
fn a_list_that_is_none_or_without_end_is_said() {
    let config = descriptor_of_config("");
    let none = manifest(&format!(r#"{config},"layers":7"#));
    let ailments = words(&check(&none, ConfigContent::NotRead, None));
    assert_eq!(
        ailments,
        ["Fault: The list of layers cannot be read: expected a list, found 7."]
    );
    let layers: Vec<_> = (0..10_005).map(|number| layer(number, "")).collect();
    let ailments = words(&of_layers(&layers));
    assert_eq!(
        ailments[0],
        "Warning: Of 10,005 layers only the first 10000 were looked at."
    );
    assert_eq!(words(&of_layers(&[])), ["Note: The image has no layers."]);
}

#[test]
fn malformed_fields_are_named() {
    let wrong = layer(1, r#","annotations":5,"urls":"x""#);
    assert_eq!(
        words(&of_layers(&[wrong])),
        [
            "Warning: 2 fields of the manifest are malformed: annotations of 1 (000000000001) and \
          urls of 1 (000000000001). The first: expected an object, found 5."
        ]
    );
}

#[test]
fn no_field_is_left_out_where_malformed_ones_are_named() {
    let names = |ailments: &[Ailment], field: &str| {
        let named = format!("Warning: A field of the manifest is malformed: {field} (");
        let words = words(ailments);
        assert!(words[0].starts_with(&named), "{named} {words:?}");
    };
    for field in ["platform", "artifactType", "annotations", "urls"] {
        let wrong = layer(1, &format!(",{field:?}:7"));
        names(
            &of_layers(&[wrong]),
            &format!("{field} of 1 (000000000001)"),
        );
    }
    for field in ["subject", "artifactType", "annotations"] {
        let (config, layer) = (descriptor_of_config(""), layer(1, ""));
        let wrong = manifest(&format!(r#"{config},"layers":[{layer}],{field:?}:7"#));
        names(&check(&wrong, ConfigContent::NotRead, None), field);
    }
}
