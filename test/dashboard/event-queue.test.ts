import { expect, test, vi } from "vitest";
import { EventQueue } from "../../src/dashboard/event-queue.ts";

const MEBIBYTE = 1024 * 1024;

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
	return new TextDecoder().decode((await reader.read()).value);
}

test("a reader who does not read costs 2 MiB at most, is told what it lost, and misses no state", async () => {
	const queue = new EventQueue({ reconnectMs: 1_000, gatherMs: 0, onClose: () => {} });
	const data = "x".repeat(10_000);
	queue.push({ event: "state", data: "old", replaces: "state" });
	for (let batch = 0; batch < 10_000; batch++) queue.push({ event: "message", data, id: String(batch), entries: 3 });
	queue.push({ event: "state", data: "new", replaces: "state" });
	const reader = queue.stream.getReader();
	expect(await read(reader)).toBe("retry: 1000\n\n");
	const text = await read(reader);
	expect(text.length).toBeLessThan(2.1 * MEBIBYTE);
	const kept = text.match(/^event: message$/gm)?.length ?? 0;
	expect(kept).toBeGreaterThan(150);
	expect(text).toContain(`event: lost\ndata: {"entries":${(10_000 - kept) * 3}}\n\n`);
	expect(text).toContain("id: 9999\n");
	expect(text).toContain("data: new\n");
	expect(text).not.toContain("data: old\n");
});

test("events gather between chunks", async () => {
	vi.useFakeTimers();
	const queue = new EventQueue({ reconnectMs: 1_000, gatherMs: 200, onClose: () => {} });
	const reader = queue.stream.getReader();
	await read(reader);
	const first = read(reader);
	queue.push({ event: "a", data: "1" });
	expect(await first).toBe("event: a\ndata: 1\n\n");
	const second = read(reader);
	queue.push({ event: "a", data: "2" });
	queue.beat();
	queue.push({ event: "a", data: "3" });
	vi.advanceTimersByTime(200);
	expect(await second).toBe(": still here\n\nevent: a\ndata: 2\n\nevent: a\ndata: 3\n\n");
	queue.close();
	vi.useRealTimers();
});

test("ends once, from either side, and takes nothing after", async () => {
	const onClose = vi.fn<() => void>();
	const queue = new EventQueue({ reconnectMs: 1_000, gatherMs: 0, onClose });
	const reader = queue.stream.getReader();
	await reader.cancel();
	queue.close();
	queue.push({ event: "a", data: "1" });
	queue.beat();
	expect(onClose).toHaveBeenCalledTimes(1);
});
