export const stats = {
  title: "Statistics",
}
