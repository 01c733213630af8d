export async function tryImage() {
  throw new Error("not yet");
}
