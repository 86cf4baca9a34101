// Starts the page: the store, the stream that feeds it, and the drawing at its own pace.
import { render } from "preact";
import { Store } from "./model/store.ts";
import { paced } from "./pace.ts";
import { App } from "./parts/app.tsx";
import { follow } from "./stream.ts";
import "./style.css";

const TICK_MS = 1_000;

const root = document.getElementById("app");
if (root !== null) {
	const store = new Store();
	const draw = paced(() => render(<App store={store} />, root));
	store.onChange = draw;
	// Seconds since a peer was heard go on when nobody speaks.
	setInterval(draw, TICK_MS);
	follow(store);
	draw();
}
