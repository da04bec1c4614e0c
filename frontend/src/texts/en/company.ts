export const company = {
  many: "Companies",
  title: "Company",
}
