// gimps-node key: makes the key of a private network, a file that only its owner can read. Never writes over one.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { CommandModule } from "yargs";
import { formatNetworkKey } from "../transport/network-key.ts";
import { CommandError } from "./command-error.ts";

const KEY_BYTES = 32;
const OWN_MODE = 0o600;

export const keyCommand: CommandModule<object, { file: string }> = {
	command: "key <file>",
	describe: "Make the key of a private network",
	builder: (yargs) =>
		yargs
			.positional("file", { type: "string", demandOption: true, describe: "file to write; must not be there yet" })
			.example("$0 key club.key", "then copy it to each machine, and start each node with --network-key club.key"),
	handler: ({ file }) => {
		try {
			writeFileSync(file, formatNetworkKey(randomBytes(KEY_BYTES)), { mode: OWN_MODE, flag: "wx", flush: true });
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			throw new CommandError(code === "EEXIST" ? `${file} is there already: give another name` : message);
		}
		process.stderr.write(`${file} made: copy it, unseen by others, to each machine of the network, and give its name as --network-key\n`);
	},
};
