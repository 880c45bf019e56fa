// The sentences of the original dialogue that both sides know by heart.

export const ASK_NAME = "Please enter a name:";
export const FULL = "Server is full, try again later.";
