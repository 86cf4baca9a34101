// A node that answers by a person's own file: what is wrong with it is told with file and line, and ends no node.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Ground } from "./ground.ts";

const ground = new Ground();
afterEach(() => ground.close());

function write(text: string): string {
	const file = join(ground.folder(), "mine.ts");
	writeFileSync(file, text);
	return file;
}

test("one that throws leaves messages unanswered, and the node goes on", async () => {
	const file = write(`enumerate();\nfunction enumerate(): void {}\nexport default function respond(state: object, message: any) {
	return message.data.length;\n}\n`);
	const node = await ground.node(["--respond", file, "--peers", String((await ground.node()).port)]);
	expect(await node.logged("respond failed")).toMatchObject({ level: "error", at: `${file}:4`, reason: expect.stringContaining("length") });
	expect((await node.state()).awake).toBe(true);
	expect(node.log.filter(({ msg }) => msg === "respond failed").length).toBeLessThanOrEqual(2);
	expect(await node.end("SIGTERM")).toEqual({ code: 0, signal: null });
});

test.for([
	["syntax", "export default function respond() {\n\treturn [;\n}\n", /mine\.ts:2: /],
	["what Node cannot strip", "\n\nenum Kind { A }\n", /mine\.ts:3: TypeScript enum/],
] as const)("%s is told before the node starts", async ([, text, says]) => {
	const command = ground.run(["--respond", write(text), "--data-dir", ground.folder()]);
	expect(await command.ended).toEqual({ code: 1, signal: null });
	expect([command.stdout, command.stderr]).toEqual(["", expect.stringMatching(/^gimps-node: --respond: [^\n]+\n$/)]);
	expect(command.stderr).toMatch(says);
});
