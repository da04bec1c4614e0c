export const account = {
  title: "Account",
  login: "Log in",
  signup: "Sign up",
  forgot: "Forgot the password?",
  reset: "Set a new password",
  confirm: "Finish the registration",
  address: "Confirm your new address",
  unsubscribe: "No more such mails",
  kept: "Kept",
}
