// A reader that has enough, as in `gimps-node status | head`, is no failure of the command that it read.
import { afterAll, expect, test } from "vitest";
import { Ground } from "./ground.ts";

const ground = new Ground();
afterAll(() => ground.close());

test.for([["--help"], ["completion"], ["status", "--http", "PORT"], ["test", "61", "--json"]])(
	"%s ends quietly when nobody reads any more",
	async (args) => {
		const port = args.includes("PORT") ? new URL((await ground.node()).url).port : "";
		const command = ground.run(
			args.map((arg) => arg.replace("PORT", port)),
			{ env: { GIMPS_NODE_DATA_DIR: ground.folder() } },
		);
		command.child.stdout!.destroy();
		expect(await command.ended).toEqual({ code: 0, signal: null });
		expect(command.stderr).toBe("");
	},
);
