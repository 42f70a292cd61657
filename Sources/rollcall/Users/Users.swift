import ArgumentParser

/// `rollcall users …`
struct Users: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The mock user database of the store.",
        discussion:
            "A new store gets ten or so people, whose password is 'correct horse'. Passwords are kept as Werkzeug scrypt hashes only.",
        subcommands: [
            UsersList.self, UsersShow.self, UsersAdd.self, UsersSetPassword.self, UsersActivate.self, UsersDeactivate.self,
            UsersRemove.self, UsersImport.self,
        ])
}
