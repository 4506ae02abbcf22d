//! `IndexedDB`, as far as it is needed, as futures. A transaction stays open while what is awaited
//! are its own requests, and nothing else.
//!
//! Its objects are asked by the names of their methods: a declared method is something that a first
//! visit loads, whether or not it comes here.

use js_sys::{Array, Function, Object, Promise, Reflect, global};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// A database, and what makes its first version.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) make: fn(&Making) -> Outcome<()>,
}

const VERSION: u32 = 1;
/// Orders by age.
const AGE: &str = "age";

/// What came of a request; the browser's own reason otherwise.
pub(super) type Outcome<V> = Result<V, JsValue>;

/// The database, open.
#[derive(Clone)]
pub(super) struct Database(JsValue);

/// What is done together.
pub(super) struct Transaction(JsValue);

/// One kind of records, in a transaction.
pub(super) struct Records(JsValue);

impl Database {
    /// Opens it, and makes it where there is none.
    pub(super) async fn open(plan: Plan) -> Option<Self> {
        let factory = field(&global(), "indexedDB");
        let opening = call(&factory, "open", &[&plan.name.into(), &VERSION.into()]).ok()?;
        let request = opening.clone();
        listen(&opening, "onupgradeneeded", move || {
            drop((plan.make)(&Making(field(&request, "result"))));
        });
        let database = result(&opening).await.ok()?;
        let ours = database.clone();
        // Another tab has a newer page and waits for this one to let go.
        listen(&database, "onversionchange", move || {
            drop(call(&ours, "close", &[]));
        });
        Some(Self(database))
    }

    /// What changes these records: nobody else does meanwhile, in this tab or another.
    pub(super) fn change(&self, names: &[&str]) -> Outcome<Transaction> {
        self.transaction(&texts(names), "readwrite")
    }

    /// Records, to look something up.
    pub(super) fn look(&self, name: &str) -> Outcome<Records> {
        self.transaction(&name.into(), "readonly")?.records(name)
    }

    fn transaction(&self, stores: &JsValue, mode: &str) -> Outcome<Transaction> {
        call(&self.0, "transaction", &[stores, &mode.into()]).map(Transaction)
    }
}

/// A database that is being made.
pub(super) struct Making(JsValue);

impl Making {
    /// Makes a kind of records.
    pub(super) fn records(&self, name: &str) -> Outcome<()> {
        call(&self.0, "createObjectStore", &[&name.into()]).map(drop)
    }

    /// Makes one that is ordered by such fields too, the age first.
    pub(super) fn records_by_age(&self, name: &str, key: &JsValue) -> Outcome<()> {
        let records = call(&self.0, "createObjectStore", &[&name.into()])?;
        call(&records, "createIndex", &[&AGE.into(), key]).map(drop)
    }
}

impl Transaction {
    pub(super) fn records(&self, name: &str) -> Outcome<Records> {
        call(&self.0, "objectStore", &[&name.into()]).map(Records)
    }

    /// Waits until all that was done is kept.
    pub(super) async fn ended(&self) -> Outcome<()> {
        first_of(&self.0, "oncomplete", "onabort").await
    }
}

impl Records {
    /// The record of a key; not an object where there is none.
    pub(super) async fn get(&self, key: &JsValue) -> Outcome<JsValue> {
        result(&call(&self.0, "get", &[key])?).await
    }

    pub(super) fn put(&self, key: &JsValue, record: &JsValue) -> Outcome<()> {
        call(&self.0, "put", &[record, key]).map(drop)
    }

    /// Takes out what has the key, or a key in the range.
    pub(super) fn delete(&self, key: &JsValue) -> Outcome<()> {
        call(&self.0, "delete", &[key]).map(drop)
    }

    pub(super) fn clear(&self) -> Outcome<()> {
        call(&self.0, "clear", &[]).map(drop)
    }

    pub(super) async fn count(&self) -> Outcome<f64> {
        let count = result(&call(&self.0, "count", &[])?).await?;
        Ok(count.as_f64().unwrap_or_default())
    }

    /// Whether there is a record of a key.
    pub(super) async fn has(&self, key: &JsValue) -> Outcome<bool> {
        let count = result(&call(&self.0, "count", &[key])?).await?;
        Ok(count.as_f64().is_some_and(|count| count > 0.0))
    }

    /// All of them.
    pub(super) async fn all(&self) -> Outcome<Vec<JsValue>> {
        let found = result(&call(&self.0, "getAll", &[])?).await?;
        Ok(found.dyn_into::<Array>()?.iter().collect())
    }

    /// What there is, oldest first.
    pub(super) fn oldest_first(&self) -> Outcome<Oldest> {
        let index = call(&self.0, "index", &[&AGE.into()])?;
        Ok(Oldest {
            request: call(&index, "openKeyCursor", &[])?,
            last: None,
        })
    }
}

/// Records by their age.
pub(super) struct Oldest {
    request: JsValue,
    last: Option<JsValue>,
}

impl Oldest {
    /// The next one: by what it is in order, and its key.
    pub(super) async fn next(&mut self) -> Outcome<Option<(JsValue, JsValue)>> {
        if let Some(last) = self.last.take() {
            call(&last, "continue", &[])?;
        }
        let cursor = result(&self.request).await?;
        if cursor.is_null() {
            return Ok(None);
        }
        let entry = (field(&cursor, "key"), field(&cursor, "primaryKey"));
        self.last = Some(cursor);
        Ok(Some(entry))
    }
}

/// The result of a request.
async fn result(request: &JsValue) -> Outcome<JsValue> {
    first_of(request, "onsuccess", "onerror").await?;
    Ok(field(request, "result"))
}

/// Waits for one of two events, of which the second is a failure.
async fn first_of(target: &JsValue, good: &str, bad: &str) -> Outcome<()> {
    let came = Promise::new(&mut |resolve, reject| {
        set(target, good, &resolve);
        set(target, bad, &reject);
    });
    JsFuture::from(came).await.map(drop)
}

fn listen(target: &JsValue, event: &str, run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(move |_: JsValue| run());
    set(target, event, &run);
}

/// Calls a method by its name.
pub(super) fn call(target: &JsValue, method: &str, arguments: &[&JsValue]) -> Outcome<JsValue> {
    let method: Function = field(target, method).dyn_into()?;
    let given: Array = arguments.iter().copied().collect();
    method.apply(target, &given)
}

fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Nothing here refuses that.
    let _ = Reflect::set(target, &name.into(), value);
}

/// A field of what may be no object at all.
pub(super) fn field(record: &JsValue, name: &str) -> JsValue {
    Reflect::get(record, &name.into()).unwrap_or_default()
}

/// A record with these fields.
pub(super) fn record(fields: &[(&str, JsValue)]) -> JsValue {
    let record = Object::new().into();
    for (name, value) in fields {
        set(&record, name, value);
    }
    record
}

/// A key of texts.
pub(super) fn texts(texts: &[&str]) -> JsValue {
    let texts: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
    texts.into()
}

/// All keys that begin so: an array comes after every text.
pub(super) fn beginning(text: &str) -> Outcome<JsValue> {
    let upper = Array::of2(&text.into(), &Array::new());
    let range = field(&global(), "IDBKeyRange");
    call(&range, "bound", &[&texts(&[text]), &upper])
}

/// An entry of a key.
pub(super) fn entry(key: &JsValue, position: u32) -> JsValue {
    match key.dyn_ref::<Array>() {
        Some(key) => key.get(position),
        None => JsValue::UNDEFINED,
    }
}

/// A number that can be a size or a date.
pub(super) fn number(value: &JsValue) -> Option<f64> {
    let number = value.as_f64()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}
