export default function OperatePages() {
  return null;
}
