//! A server that a test plays in the place of the browser's own `fetch`, until it is dropped.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

/// Asks a test's own `serve(path, init)` what the API answers; where that gives nothing, tickets and empty objects.
const PLAYED: &str = "const usual = window.fetch;
const answer = (it, status = 200) => new Response(JSON.stringify(it), { status, headers: {
  'content-type': status === 200 ? 'application/json' : 'application/problem+json' } });
window.fetch = async (request, init) => {
  const path = new URL(request.url ?? request, location).pathname;
  if (!path.startsWith('/v1/')) return usual(request, init);
  return (await serve(path, init)) ?? answer(path.endsWith('/enter') ? { viewer: 'ticket' } : {});
};
return () => { window.fetch = usual; };";

/// What the script of a test, the body of a function, gives back.
pub fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::NULL).unwrap()
}

/// The server that is played.
pub struct Server(Function);

impl Server {
    /// One whose `serve(path, init)` is in `script`, which may call `answer(it, status)`.
    pub fn of(script: &str) -> Self {
        Self(run(&[script, PLAYED].join("\n")).unchecked_into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.call0(&JsValue::NULL).unwrap();
    }
}
