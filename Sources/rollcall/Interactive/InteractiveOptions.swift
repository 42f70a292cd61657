import RollcallUI
import Screen
import SessionRegistry

/// What the command line knows of the screen to come.
struct InteractiveOptions: Sendable {
    /// As a person would type it after `--store`; without password.
    var storeURL: String
    /// Refuse every change.
    var readOnly: Bool
    /// For the audit log.
    var operatorName: String
    /// `false`: no colours, whatever the terminal has. (`NO_COLOR` is also heeded.)
    var color: Bool
    /// Draw without box characters.
    var ascii: Bool
    /// Its colours, where there are any; `nil`: nobody said, so those that were last chosen on the screen.
    var theme: Theme?
    /// The keys as they are configured.
    var keymap: Keymap
    /// Whether the terminal reports the mouse.
    var mouse: Bool
    /// Keys for verifying cookies, the current one first. Never drawn.
    var keys: [String]
    /// Why some keys could not be read, in a sentence that names the file.
    var keyProblem: String?
    /// Variables (`nil`: to leave out) under which this program works on the same store, under the same rights and name; `nil` as
    /// long as there is no store yet. The store is not an argument, which everybody on the machine could read. Given a URL, on that
    /// store.
    var programVariables: @Sendable (String?) -> [String: String?]? = { _ in nil }
    /// Opens another store that is there already, and says its URL as a person would type it.
    var openOther: @Sendable (String) async throws -> (store: any RegistryStore, url: String) = { _ in
        throw StoreError(.unsupported, "no other store can be opened here")
    }

    init(
        storeURL: String, readOnly: Bool = false, operatorName: String, color: Bool = true, ascii: Bool = false,
        theme: Theme? = nil, keymap: Keymap = .standard,
        mouse: Bool = true, keys: [String] = [], keyProblem: String? = nil
    ) {
        self.storeURL = storeURL
        self.readOnly = readOnly
        self.operatorName = operatorName
        self.color = color
        self.ascii = ascii
        self.theme = theme
        self.keymap = keymap
        self.mouse = mouse
        self.keys = keys
        self.keyProblem = keyProblem
    }
}
