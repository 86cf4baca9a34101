import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { DaemonProcess } from "../end-to-end/daemon-process.ts";
import { until } from "../end-to-end/until.ts";
import { TwinNode } from "./twin-node.ts";

describe("gimps-node dashboard", () => {
	let twin: TwinNode;
	let http: RunningHttp;

	beforeEach(async () => {
		twin = new TwinNode(5001);
		http = await startNodeHttp({ host: "127.0.0.1", port: 0, view: twin, control: twin });
	});
	afterEach(() => http.close());

	test("watches the nodes that it is given, and ends in order", async () => {
		const dashboard = new DaemonProcess(["dashboard", "--nodes", http.url, "--http", "0"]);
		const url = await until("it tells its address", () => /^dashboard: (\S+)$/m.exec(dashboard.stderr)?.[1]);
		expect(await (await fetch(`${url}/5001/state`)).json()).toEqual(twin.state());
		expect(await dashboard.end("SIGTERM")).toEqual({ code: 0, signal: null });
		expect(dashboard.stdout).toBe("");
	});

	test("says in one line that its port is in use", async () => {
		const dashboard = new DaemonProcess(["dashboard", "--nodes", http.url, "--http", new URL(http.url).port]);
		expect((await dashboard.ended).code).toBe(1);
		expect(dashboard.stderr).toMatch(/^gimps-node: port \d+ is in use[^\n]*\n$/);
	});
});
