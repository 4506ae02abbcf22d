//! Elements of one type. Leptos gives every combination of tag, attributes, handlers and children
//! a type, and each type brings code for building, comparing and taking down: for a page of many
//! small parts that is a third of what there is to load. These share what Leptos has for elements
//! and attributes whose names are only known while it runs.

use leptos::{
    ev,
    prelude::*,
    tachys::{
        html::{
            attribute::{any_attribute::AnyAttribute, custom::custom_attribute},
            directive::directive,
            element::custom,
            event::on,
        },
        reactive_graph::SharedReactiveFunction,
        renderer::Rndr,
        view::iterators::StaticVec,
    },
};
use std::{
    rc::Rc,
    sync::{Arc, Mutex},
};
use wasm_bindgen::JsValue;
use web_sys::{Element as Node, Event};

use crate::reactive::effect;

/// An element being described. In a box, since it is handed on with every part that it gets; and
/// what depends on no type of a closure is apart, so that it is there once.
pub(crate) struct Element(Box<Description>);

struct Description {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element without attributes and children.
#[inline(never)]
pub(crate) fn element(tag: &'static str) -> Element {
    Element(Box::new(Description {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }))
}

/// An element of a class.
#[inline(never)]
pub(crate) fn of_class(tag: &'static str, class: &'static str) -> Element {
    element(tag).set("class", class)
}

impl Element {
    /// With an attribute.
    #[inline(never)]
    pub(crate) fn set(self, name: &'static str, value: impl Into<String>) -> Self {
        self.attribute(name, value.into())
    }

    #[inline(never)]
    fn attribute(self, name: &'static str, value: String) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    fn with(mut self, attribute: AnyAttribute) -> Self {
        self.0.attributes.push(attribute);
        self
    }

    /// With an attribute that follows signals; without it where there is no value.
    pub(crate) fn follow(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + Send + 'static,
    ) -> Self {
        self.following(name, Arc::new(Mutex::new(value)))
    }

    #[inline(never)]
    fn following(self, name: &'static str, value: SharedReactiveFunction<Option<String>>) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// Does something when an event comes.
    pub(crate) fn on(self, event: &'static str, run: impl FnMut(Event) + 'static) -> Self {
        self.listening(event, Box::new(run))
    }

    #[inline(never)]
    fn listening(self, event: &'static str, run: Box<dyn FnMut(Event)>) -> Self {
        let handler = on(ev::Custom::<Event>::new(event), run);
        self.with(handler.into_any_attr())
    }

    /// Does something with the node once it is made.
    pub(crate) fn node(self, run: impl Fn(Node) + 'static) -> Self {
        self.handing(Arc::new(run))
    }

    #[inline(never)]
    fn handing(self, run: Arc<dyn Fn(Node)>) -> Self {
        self.with(directive(run, ()).into_any_attr())
    }

    /// With a property that follows signals.
    pub(crate) fn property(
        self,
        name: &'static str,
        value: impl Fn() -> JsValue + 'static,
    ) -> Self {
        self.setting(name, Rc::new(value))
    }

    #[inline(never)]
    fn setting(self, name: &'static str, value: Rc<dyn Fn() -> JsValue>) -> Self {
        self.node(move |node| {
            let value = value.clone();
            effect(move || Rndr::set_property(&node, name, &value()));
        })
    }

    /// With a property of its style, which an attribute of the page must not set.
    pub(crate) fn style(self, name: &'static str, value: String) -> Self {
        self.node(move |node| set_style(&node, name, &value))
    }

    /// With a text.
    #[inline(never)]
    pub(crate) fn text(self, words: impl Into<String>) -> Self {
        self.child(text(words))
    }

    /// With a child.
    #[inline(never)]
    pub(crate) fn child(mut self, child: impl Into<AnyView>) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// With a child, if there is one.
    #[inline(never)]
    pub(crate) fn maybe(self, child: Option<impl Into<AnyView>>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// With children.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = AnyView>) -> Self {
        self.0.children.extend(children);
        self
    }

    /// The element as a view.
    #[inline(never)]
    pub(crate) fn view(self) -> AnyView {
        let Description {
            tag,
            attributes,
            children,
        } = *self.0;
        custom(tag)
            .child(StaticVec::from(children))
            .add_any_attr(attributes)
            .into_any()
    }
}

impl From<Element> for AnyView {
    fn from(element: Element) -> Self {
        element.view()
    }
}

/// Sets a property of a node's style.
pub(crate) fn set_style(node: &Node, name: &str, value: &str) {
    Rndr::set_css_property(&Rndr::style(node), name, value);
}

/// Parts one after the other.
pub(crate) fn parts(parts: impl IntoIterator<Item = AnyView>) -> AnyView {
    sequence(parts.into_iter().collect())
}

#[inline(never)]
fn sequence(parts: Vec<AnyView>) -> AnyView {
    StaticVec::from(parts).into_any()
}

/// Nothing.
#[inline(never)]
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// A text.
#[inline(never)]
pub(crate) fn text(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    text.into_any()
}

/// A button that looks like a link.
pub(crate) fn link_button(words: impl Into<String>, run: impl FnMut() + 'static) -> Element {
    let mut run = run;
    of_class("button", "link")
        .set("type", "button")
        .on("click", move |_| run())
        .text(words)
}
