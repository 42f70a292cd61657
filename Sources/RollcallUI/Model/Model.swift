package import Screen
package import SessionCore
package import SessionRegistry

/// All that the screen knows. Changed only by `update(_:)`, drawn only by `view(_:size:)`.
package struct Model: Sendable {
    // MARK: Surroundings
    package var size: Size
    package var now: Timestamp
    package var store: StoreDescription
    /// Who the audit log names.
    package var operatorName: String
    package var theme: Theme
    /// Whether the terminal reports the mouse.
    package var mouse: Bool
    package let keymap: Keymap

    // MARK: Tabs
    package var tab: Tab = .sessions
    package var sessions = ListModel<SessionRecord>()
    package var tokens = ListModel<TokenRecord>()
    /// Filters used before, and those that were named.
    package var filters = FilterMemory()
    package var cookies = CookiesState()
    package var lab = LabState()
    package var audit = AuditState()
    package var health = HealthState()

    // MARK: Shell
    package var overlay: Overlay?
    package var connection = Connection()
    package internal(set) var toastShown: Toast?
    /// What was said, the newest last; for `@`.
    package internal(set) var messages: [Message] = []
    package internal(set) var jobs: [Job] = []
    package var paused = false
    /// The last revocation, for `U`.
    package var undoable: Undoable?
    package var layout = LayoutChoice()
    /// What is kept for the next run, as it was last written; `nil`: nothing is kept (`recall` was not called).
    var kept: ScreenMemory?
    var keptTheme: String?
    let themeAtStart: String
    /// Until when a second Ctrl-C quits.
    var interruptedUntil: Timestamp?
    var pollDueAt: Timestamp?
    var started = false
    /// The key that runs a binding just now: a dialog it opens is never confirmed by it.
    var openingKey: Key?
    /// Tabs to go back to, where one led to another (`c` from a session).
    var trail: [Tab] = []
    var draggingSplitter = false
    package internal(set) var places = PlaceHistory()
    /// What was run from `:`, the newest last.
    package internal(set) var commandHistory: [String] = []

    // MARK: Requests
    /// Requests whose answers are wanted, and by whom.
    var pending: [Generation: Owner] = [:]
    var lastGeneration: UInt64 = 0
    var lastSettle: UInt64 = 0
    var effects: [Effect] = []
    /// Changes under way.
    var acts: [Generation: PendingAct] = [:]

    package enum Owner: Hashable, Sendable { case tab(Tab), shell }

    /// - Parameters:
    ///   - readOnly: refuse every change even if the store would allow it.
    ///   - operatorName: for the audit log.
    package init(
        store: StoreDescription, readOnly: Bool = false, operatorName: String, theme: Theme = .dark, size: Size, now: Timestamp,
        mouse: Bool = true, keymap: Keymap = .standard
    ) {
        self.store = store
        readOnlyAsked = readOnly
        self.operatorName = operatorName
        self.theme = theme
        themeAtStart = theme.name
        self.size = size
        self.now = now
        self.mouse = mouse
        self.keymap = keymap
    }

    /// Nothing may be changed: the store says so, or the user did.
    package var readOnly: Bool { store.readOnly || readOnlyAsked }
    private let readOnlyAsked: Bool

    // MARK: What the parts of the model call

    package mutating func emit(_ effect: Effect) { effects.append(effect) }

    /// Asks for something; the answer goes to `owner`'s `answered`, unless `replacing` (an earlier request whose answer is no
    /// longer wanted) names it in a later call, or `cancel` does.
    /// - Parameters:
    ///   - job: a title under which the status line shows its progress until it is answered.
    ///   - patient: shown only if the answer takes longer than a tenth of a second.
    @discardableResult
    package mutating func request(
        _ request: Request, for owner: Owner, replacing old: Generation? = nil, job: String? = nil, total: Int64? = nil,
        patient: Bool = false
    ) -> Generation {
        if let old { cancel(old) }
        lastGeneration += 1
        let generation = Generation(lastGeneration)
        pending[generation] = owner
        if let job { jobs.append(Job(generation: generation, title: job, done: 0, total: total, since: now, patient: patient)) }
        emit(.request(request, generation))
        return generation
    }

    @discardableResult
    package mutating func request(
        _ request: Request, for tab: Tab, replacing old: Generation? = nil, job: String? = nil, total: Int64? = nil,
        patient: Bool = false
    ) -> Generation {
        self.request(request, for: .tab(tab), replacing: old, job: job, total: total, patient: patient)
    }

    package mutating func cancel(_ generation: Generation) {
        jobs.removeAll { $0.generation == generation }
        if pending.removeValue(forKey: generation) != nil { emit(.cancel(generation)) }
    }

    /// Answers are under way that will be shown.
    package var awaitsAnswers: Bool { !pending.isEmpty }

    package func isPending(_ generation: Generation?) -> Bool { generation.map { pending[$0] != nil } ?? false }

    /// Says something in the status line for some seconds, and keeps it for `@`.
    ///
    /// - Parameter unasked: nobody did anything for it, so that it does not take the place of a failure which is still to be read.
    package mutating func toast(_ text: String, _ kind: Message.Kind = .info, unasked: Bool = false) {
        let message = Message(at: now, text: text, kind: kind)
        messages.append(message)
        if messages.count > 200 { messages.removeFirst(messages.count - 200) }
        if unasked, let toastShown, toastShown.until > now, toastShown.message.kind == .failure { return }
        toastShown = Toast(message: message, until: now.advanced(bySeconds: kind == .info ? 6 : 12))
    }

    /// The key that a sentence names for a binding, as it is mapped: `U`, or `:shell.undo` where it has none.
    package func keyLabel(_ id: String) -> String { keymap.label(id) }

    /// Takes a toast away that is about what was there before; a failure stays to be read.
    mutating func dismissToast() {
        if toastShown?.message.kind != .failure { toastShown = nil }
    }

    /// Who acts now, for requests that change something.
    package func actor(reason: String? = nil) -> Actor {
        Actor(name: operatorName, at: now, reason: reason.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Brings a tab to the front.
    package mutating func show(_ tab: Tab) {
        let changed = self.tab != tab
        self.tab = tab
        overlay = nil
        if changed { dismissToast() }
        if changed || !started { tab.screen.shown(&self) }
    }
}

package struct Message: Equatable, Sendable {
    package enum Kind: Sendable { case info, success, warning, failure }
    package var at: Timestamp
    package var text: String
    package var kind: Kind
}

package struct Toast: Equatable, Sendable {
    package var message: Message
    package var until: Timestamp
}

/// Something long that runs.
package struct Job: Equatable, Sendable {
    package var generation: Generation
    package var title: String
    package var done: Int64
    package var total: Int64?
    package var since: Timestamp
    /// What is usually done at once is shown only when it is not.
    package var patient = false

    /// From when on it shows.
    var shownFrom: Timestamp {
        let (moment, overflow) = since.microseconds.addingReportingOverflow(patient ? 100_000 : 0)
        return overflow ? since : Timestamp(microseconds: moment)
    }
}

extension Model {
    /// The job of the status line, which Ctrl-C cancels.
    package var shownJob: Job? { jobs.last { $0.shownFrom <= now } }

    /// When a job comes to show, or the seconds beside the one that shows move.
    var jobWakeAt: Timestamp? {
        if let shownJob { return shownJob.patient || shownJob.done == 0 ? now.advanced(bySeconds: 1) : nil }
        return jobs.map(\.shownFrom).min()
    }
}

package struct Undoable: Equatable, Sendable {
    package var revocation: RevocationID
    /// "3 sessions of bob"
    package var what: String
    /// How many records it revoked; `nil`: that is not known.
    package var count: Int?

    /// More than this many come back only after a question.
    static let few = 10
}

/// Whether the store answers.
package struct Connection: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        case connecting, online
        /// Since when, how often it was tried again, and when next.
        case offline(since: Timestamp, attempt: Int, retryAt: Timestamp, message: String)
    }
    package var state: State = .connecting
    /// When the store last answered.
    package var answeredAt: Timestamp?
    /// The runtime hears of changes (`Event.storeTouched`): the store is asked when there are some, and rarely besides.
    package var isWatched = false
    var changeToken: UInt64?
    var polling: Generation?
    var polledAt: Timestamp?
    /// A change was heard of that was not asked about yet.
    var touched = false
    package var isOffline: Bool { if case .offline = state { true } else { false } }
}

/// What the user chose about panes.
package struct LayoutChoice: Equatable, Sendable {
    /// The detail fills the screen (`z`, or Enter where there is no room beside or below).
    package var zoomed = false
    /// Share of the width for the detail, in hundredths; moved by `<` and `>`.
    package var detailShare = 33
    /// The detail is wanted where it has room.
    package var detailShown = true
    /// The keyboard is in the detail.
    package var detailFocused = false
}
