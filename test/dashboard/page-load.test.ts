// What a busy network costs the page: 20 nodes that write 200 log entries a second each. The cost is printed (the goal is a tenth
// of a core), not asserted: machines differ.
import type { Browser, CDPSession } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, noBrowser, openPage } from "./browser.ts";
import { startTwinNetwork, type TwinNetwork } from "./twin-network.ts";

const WARM_UP_MS = 5_000;
const MEASURE_MS = 12_000;

describe.skipIf(noBrowser !== null)("under load", () => {
	let browser: Browser;
	let network: TwinNetwork;

	beforeAll(async () => {
		network = await startTwinNetwork({ nodes: 20, entriesPerSecond: 200 });
		browser = await launch();
	});
	afterAll(async () => {
		await browser?.close();
		await network?.close();
	});

	test("the page shows all nodes, without an error, and says what it costs", async () => {
		const { page, wrongs } = await openPage(browser, network.cluster.url, {
			viewport: { width: 1_440, height: 1_000 },
			reducedMotion: "no-preference",
		});
		await page.waitForTimeout(WARM_UP_MS);
		const session = await page.context().newCDPSession(page);
		// Time of the processor, not of the clock: what else runs on this machine does not count.
		await session.send("Performance.enable", { timeDomain: "threadTicks" });
		const before = await taskSeconds(session);
		await page.waitForTimeout(MEASURE_MS);
		const share = ((await taskSeconds(session)) - before) / (MEASURE_MS / 1_000);
		const facts = await page.locator(".facts").innerText();
		process.stderr.write(`page under load: ${(share * 100).toFixed(1)} % of a core; ${facts.replaceAll("\n", ", ")}\n`);
		expect(facts).toContain("20 of 20");
		expect(wrongs).toEqual([]);
	}, 60_000);
});

async function taskSeconds(session: CDPSession): Promise<number> {
	const { metrics } = await session.send("Performance.getMetrics");
	return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}
