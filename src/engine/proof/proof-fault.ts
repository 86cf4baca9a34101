// Why a proof file, or a start value, is refused unread: the message says it to people.

export class ProofFault extends Error {
	override readonly name = "ProofFault";
}
