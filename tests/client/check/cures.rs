//! What is printed cures it: applied to a real registry, the next check finds nothing.

use porthole_core::registry::check::report::Report;
use porthole_test_support::docker_registry::{Configuration, DockerRegistry};

use super::{Somebody, real, somebody};

fn text(report: &Report, name: &str) -> String {
    let cure = report.cures.iter().find(|cure| cure.name == name);
    cure.unwrap_or_else(|| panic!("no cure for {name}: {report:?}"))
        .text
        .clone()
}

/// The variables of an env file.
fn environment(text: &str) -> Configuration {
    let lines = text.lines().map(|line| line.split_once('=').unwrap());
    let environment = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Configuration {
        environment: environment.collect(),
        delete: false,
        ..Configuration::default()
    }
}

async fn is_cured(registry: &DockerRegistry, here: Somebody) {
    let (report, _) = here.checks().await;
    assert_eq!(report.found, [], "{report:?}");
    assert_eq!(report.cures, []);
    assert!(report.title.contains("works from here"), "{}", report.title);
    assert!(report.title.contains(registry.host()), "{}", report.title);
}

#[tokio::test(flavor = "current_thread")]
async fn lines_for_config_yml_let_somebody_browse() {
    let mut registry = real::registry(Configuration::default()).await;
    let origin = registry.origin().to_owned();
    let (report, _) = somebody(&origin).checks().await;
    let lines = text(&report, "distribution");
    assert!(
        !lines.contains("Methods") && !lines.contains("Authorization"),
        "{lines}"
    );
    registry
        .restart(Configuration::default().pasted(&lines))
        .unwrap();
    is_cured(&registry, somebody(&origin)).await;
    // And no more than that.
    let (report, _) = somebody(&origin).deleting().checks().await;
    assert!(!report.found.is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn lines_for_config_yml_let_somebody_delete() {
    let off = Configuration {
        delete: false,
        ..Configuration::default()
    };
    let mut registry = real::registry(off).await;
    let origin = registry.origin().to_owned();
    let (report, _) = somebody(&origin).deleting().checks().await;
    let lines = text(&report, "distribution");
    let off = Configuration {
        delete: false,
        ..Configuration::default()
    };
    registry.restart(off.pasted(&lines)).unwrap();
    is_cured(&registry, somebody(&origin).deleting()).await;
}

#[tokio::test(flavor = "current_thread")]
async fn lines_for_config_yml_say_what_stays_of_debians_and_it_starts() {
    let stock = || Configuration {
        is_stock: true,
        ..Configuration::default()
    };
    let mut registry = real::registry(stock()).await;
    let origin = registry.origin().to_owned();
    let (report, _) = somebody(&origin).deleting().checks().await;
    let lines = text(&report, "distribution");
    for (key, kept) in [("http:", "addr"), ("storage:", "rootdirectory")] {
        let mut outer = lines.lines().filter(|line| line.starts_with(key));
        assert!(outer.any(|line| line.contains(kept)), "{lines}");
    }
    registry.restart(stock().pasted(&lines)).unwrap();
    is_cured(&registry, somebody(&origin).deleting()).await;
}

#[tokio::test(flavor = "current_thread")]
async fn variables_of_the_environment_do_the_same() {
    let mut registry = real::registry(environment("A=b")).await;
    let origin = registry.origin().to_owned();
    for here in [somebody, |registry: &str| somebody(registry).deleting()] {
        registry.restart(environment("A=b")).unwrap();
        let (report, _) = here(&origin).checks().await;
        registry
            .restart(environment(&text(&report, "environment")))
            .unwrap();
        is_cured(&registry, here(&origin)).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn storage_is_brought_home() {
    let elsewhere = || Configuration {
        redirect: Some("http://127.0.0.1:9".to_owned()),
        ..real::all()
    };
    let mut registry = real::registry(elsewhere()).await;
    let origin = registry.origin().to_owned();
    let (report, _) = somebody(&origin).checks().await;
    let variables = environment(&text(&report, "environment")).environment;
    let home = Configuration {
        environment: variables,
        ..elsewhere()
    };
    registry.restart(home).unwrap();
    is_cured(&registry, somebody(&origin)).await;
}
