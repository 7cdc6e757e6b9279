// The programs of a page, for its elements: fetched once, begun for each API and language, and given up when they have
// broken. Bundled into picklive-room.js when it is built.

/** What an element needs of them; `files` names what lies in `folder`. */
export function programs(folder, files) {
  // A program for each API and language, as long as the page lives: it has its own memory and one line of events, which
  // all rooms on the page share.
  const all = new Map();
  const marks = new Map(); // By script: its program's name here, and how lines begin where it says what it was doing.
  const broken = new Set();
  const said = new Map();
  let tries = 0;
  let compiled;

  async function compile() {
    const answer = await fetch(folder + files.program);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const kind = answer.headers.get("content-type") || "";
    // Compiled as it comes it also knows its address, which is how `trapped` knows what has broken.
    if (kind.startsWith("application/wasm")) return WebAssembly.compileStreaming(answer);
    return WebAssembly.compile(await answer.arrayBuffer());
  }

  async function read(file) {
    const answer = await fetch(folder + file);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.text();
  }

  function sentences(file) {
    if (!file) return "";
    if (!said.has(file)) {
      said.set(file, read(file).catch((error) => {
        said.delete(file);
        throw error;
      }));
    }
    return said.get(file);
  }

  async function load(name, api, lang) {
    // Another address is another instance, and is not remembered as one that failed.
    const mark = tries ? `?${tries}` : "";
    tries += 1;
    compiled ??= compile();
    try {
      const [script, program, texts] = await Promise.all([import(folder + files.script + mark), compiled, sentences(files[lang])]);
      await script.default({ module_or_path: program });
      marks.set(script, { name, line: `${files.script}${mark}:` });
      script.begin({ api, texts, player: (again) => import(folder + files.player + again) });
      return script;
    } catch (error) {
      compiled = undefined;
      throw error;
    }
  }

  function program(api, lang) {
    const name = `${lang} ${api}`;
    if (!all.has(name)) {
      all.set(name, load(name, api, lang).catch((error) => {
        all.delete(name);
        throw error;
      }));
    }
    return all.get(name);
  }

  // A program that has broken does nothing any more: its rooms say so, and the next one begins anew.
  const mounted = new Map();
  function trapped({ error, reason }) {
    const what = error ?? reason;
    if (!(what instanceof WebAssembly.RuntimeError) || !`${what.stack}`.includes(folder)) return;
    const known = [...marks].filter(([, { line }]) => what.stack.includes(line)).map(([script]) => script);
    // Where a browser does not say which one it was, it may be any. What broke before may do so again and again.
    for (const script of known.length ? known : [...marks.keys()]) {
      if (broken.has(script)) continue;
      broken.add(script);
      all.delete(marks.get(script).name);
    }
    for (const [room, script] of [...mounted]) if (broken.has(script)) room.broke();
  }

  function watch(room, script) {
    if (script) mounted.set(room, script);
    else mounted.delete(room);
    for (const name of ["error", "unhandledrejection"]) {
      removeEventListener(name, trapped);
      if (mounted.size) addEventListener(name, trapped);
    }
  }

  return { program, sentences, watch };
}
