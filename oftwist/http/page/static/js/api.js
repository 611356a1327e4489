// The controller's JSON API and its stream of events. Knows requests, tokens and errors; nothing of what they say.

const KEPT = "oftwist.credentials";

/** An answer that is no success: `status`, the problem's `title` and `detail`, and `openflow` {type, code, name}. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.title = problem.title || "";
    this.path = problem.path || "";
    this.openflow = problem.openflow || null;
  }
}

/** Whole events of a text/event-stream that arrives in pieces. */
export class EventParser {
  constructor() {
    this.rest = "";
    this.event = { id: "", type: "message", data: "" };
  }

  /** The next piece of text -> the events that are complete with it. */
  feed(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop();
    const events = [];
    for (const line of lines) {
      if (line === "") {
        if (this.event.data) events.push(this.event);
        this.event = { id: this.event.id, type: "message", data: "" };
        continue;
      }
      const at = line.indexOf(":");
      const name = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
      if (name === "data") this.event.data += (this.event.data ? "\n" : "") + value;
      else if (name === "event") this.event.type = value;
      else if (name === "id") this.event.id = value;
    }
    return events;
  }
}

/** Requests below `base`. `login` is asked for credentials, once at a time, when the API answers 401. */
export class Api {
  constructor(base, login) {
    this.base = new URL(base, document.baseURI);
    this.login = login;
    this.credentials = sessionStorage.getItem(KEPT) || "";
    this.asking = null;
  }

  get(path) {
    return this.request("GET", path);
  }

  post(path, body) {
    return this.request("POST", path, body);
  }

  async request(method, path, body) {
    const options = { method, headers: { Accept: "application/json" }, cache: "no-store" };
    if (body !== undefined) {
      options.body = JSON.stringify(body);
      options.headers["Content-Type"] = "application/json";
    }
    const response = await this.authorized(path, options);
    const text = await response.text();
    let answer = null;
    try {
      answer = text ? JSON.parse(text) : null;
    } catch {
      throw new ApiError(response.status, { title: "no JSON", detail: text.slice(0, 200) });
    }
    if (!response.ok) throw new ApiError(response.status, (answer && answer.error) || {});
    return answer;
  }

  /** One fetch with the credentials; a 401 asks for others and tries again. The browser must not ask as well: "omit". */
  async authorized(path, options) {
    for (;;) {
      const sent = this.credentials;
      const headers = { ...options.headers, ...(sent ? { Authorization: sent } : {}) };
      const response = await fetch(new URL(path, this.base), { ...options, headers, credentials: "omit" });
      if (response.status !== 401) return response;
      if (sent === this.credentials) await this.askWho(Boolean(sent));
    }
  }

  askWho(refused) {
    this.asking ??= this.login(refused).then((credentials) => {
      this.credentials = credentials;
      sessionStorage.setItem(KEPT, credentials);
      this.asking = null;
    });
    return this.asking;
  }

  /** The events behind the one called `since`, for as long as the connection lasts; `opened()` is called when it stands.
   *  By fetch, not EventSource: that cannot send a token. */
  async *events(path, since, opened) {
    const headers = { Accept: "text/event-stream", ...(since ? { "Last-Event-ID": String(since) } : {}) };
    const response = await this.authorized(path, { headers, cache: "no-store" });
    if (!response.ok) throw new ApiError(response.status, { title: "no event stream" });
    opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.feed(value);
    }
  }
}
