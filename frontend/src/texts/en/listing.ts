export const listing = {
  title: "Listing",
}
