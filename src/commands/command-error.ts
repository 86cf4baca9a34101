// What a command cannot do, in one line for a person: printed without a stack, exit code 1.

export class CommandError extends Error {
	override readonly name = "CommandError";
}
