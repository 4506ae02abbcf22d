use super::*;

const ALL: [Software; 4] = [
    Software::Distribution2,
    Software::Distribution3,
    Software::Other,
    Software::Unknown,
];

fn advice(software: Software, name: &str, frees: bool, emptied: bool) -> Advice {
    software.advice(Done {
        repository: &RepositoryName::parse(name).unwrap(),
        frees,
        emptied,
    })
}

fn names(advice: &Advice) -> Vec<&str> {
    advice.lines.iter().map(|lines| lines.name).collect()
}

#[test]
fn no_line_deletes_what_is_untagged() {
    for software in ALL {
        for lines in advice(software, "a", true, true).lines {
            assert!(!lines.text.contains(" -m") && !lines.text.contains("untagged"));
            assert!(lines.text.ends_with('\n'), "{lines:?}");
        }
    }
}

#[test]
fn each_is_told_what_is_right_for_it() {
    for (software, expected, warns) in [
        (
            Software::Distribution2,
            &["registry:2", "Debian"] as &[_],
            true,
        ),
        (Software::Distribution3, &["registry:3"], false),
        (
            Software::Unknown,
            &["registry:2", "registry:3", "Debian"],
            true,
        ),
        (Software::Other, &[], false),
    ] {
        let advice = advice(software, "a", true, false);
        assert_eq!(names(&advice), expected);
        let words = advice.words.concat();
        assert_eq!(words.contains("Do not add -m"), warns, "{words}");
    }
}

#[test]
fn what_freed_nothing_and_left_something_needs_nothing() {
    for software in ALL {
        let advice = advice(software, "a", false, false);
        assert!(advice.words.is_empty() && advice.lines.is_empty());
    }
}

#[test]
fn an_emptied_repository_goes_without_those_within_it() {
    let advice = advice(Software::Distribution2, "gallery/ui", false, true);
    assert!(advice.words[0].starts_with("gallery/ui stays in the list"));
    let text = &advice.lines[0].text;
    let removed = text.lines().filter(|line| line.starts_with("rm "));
    assert!(
        removed.clone().all(|line| line.contains("/gallery/ui/_")),
        "{text}"
    );
    assert_eq!(removed.count(), 3);
}

#[test]
fn software_is_known_by_what_it_answers() {
    use TagAnswer::{Does, DoesNot, DoesNotAsDistribution2};
    let second = Some("application/json; charset=utf-8");
    let third = Some("application/json");
    for (content_type, body, tag, expected) in [
        (second, "{}", None, Software::Distribution2),
        (
            second,
            "{}\n",
            Some(DoesNotAsDistribution2),
            Software::Distribution2,
        ),
        (second, "{}", Some(DoesNot), Software::Distribution2),
        (second, "{}", Some(Does), Software::Other),
        (third, "{}", Some(Does), Software::Distribution3),
        (third, "{}", None, Software::Unknown),
        (None, "true", None, Software::Other),
        (third, "", Some(Does), Software::Other),
        (None, "{}", None, Software::Unknown),
    ] {
        let greeting = Greeting {
            content_type: content_type.map(ToOwned::to_owned),
            body: body.as_bytes().to_vec(),
        };
        assert_eq!(
            Software::of(Some(&greeting), tag),
            expected,
            "{greeting:?} {tag:?}"
        );
    }
    assert_eq!(Software::of(None, None), Software::Unknown);
    assert_eq!(
        Software::of(None, Some(DoesNotAsDistribution2)),
        Software::Distribution2
    );
}
