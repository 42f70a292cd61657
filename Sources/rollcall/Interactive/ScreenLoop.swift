import RollcallSupport
import RollcallUI
import SQLiteRegistry
import Screen
import SessionCore
import SessionRegistry
import Terminal

/// The one thread that owns model and terminal: events in, `update`, effects out, `view`, paint.
///
/// It sleeps in one `poll` on the terminal, the signals and a pipe. What takes time runs in tasks that post their answers.
final class ScreenLoop {
    /// What other threads post.
    enum Message: Sendable {
        case event(Event)
        /// The store is open; these files of it change when it does.
        case opened(StoreDescription, files: [String])
        /// Another store is open, and takes the place of the one before.
        case switched(any RegistryStore, url: String, files: [String])
        /// The store could not be opened at all.
        case failed(String, status: Int32)
    }

    struct Ending {
        var status: Int32
        /// For standard error, once the terminal is back.
        var message: String?
    }

    private let options: InteractiveOptions
    private let waker: Waker
    private let mailbox: Mailbox<Message>
    private let driver: TerminalDriver
    private var requests: RequestRunner
    /// The store's URL, where it is not the one that the options name.
    private var otherStore: String?
    /// Where everything runs that is not this loop.
    private let threads: WorkThreads
    private var door: StoreDoor
    private let background: BackgroundTask
    private var model: Model
    private var watch: FileWatch?
    private var watchedFiles: [String] = []
    private var triedToWatchAt: Int64 = 0
    /// What the terminal shows.
    private var shown: Frame?
    /// When that changes although nothing happens; asked for once it is painted and nothing else is to be done.
    private var nextChange: Timestamp?
    private var isNextChangeKnown = false
    private let memory: MemoryFile
    private var ending: Ending?

    /// Starts to open the store, and takes over the terminal meanwhile.
    init(
        _ options: InteractiveOptions, openStore: @escaping @Sendable () async throws -> any RegistryStore,
        background: (@Sendable (any RegistryStore) async -> Void)?
    ) throws(TerminalError) {
        self.options = options
        // Before the first task: threads inherit the blocked signals.
        let signals = try SignalSource()
        waker = try Waker()
        let mailbox = Mailbox<Message>(waking: waker)
        self.mailbox = mailbox
        let running = BackgroundTask()
        self.background = running
        let threads = WorkThreads(maximum: 4)
        self.threads = threads
        let door = StoreDoor(
            threads: threads, open: openStore,
            opened: { store in
                mailbox.post(.opened(store.description, files: (store as? SQLiteRegistry)?.changingFiles ?? []))
                if let background { running.start { await background(store) } }
            },
            refused: { error in
                let failure = error as? Failure
                mailbox.post(.failed(failure?.message ?? "\(error)", status: failure?.exitStatus ?? 2))
            })
        self.door = door
        // Beside the first paint.
        let opening = Task.detached(executorPreference: threads) { _ = try? await door.store() }
        do throws(TerminalError) {
            driver = try TerminalDriver.start(
                TerminalOptions(color: options.color ? .automatic : .never), signals: signals, waker: waker)
        } catch {
            opening.cancel()
            throw error
        }
        requests = RequestRunner(door: door, threads: threads, options: options, mailbox: mailbox)
        memory = MemoryFile(path: ProcessEnvironment.current().screenMemoryPath, threads: threads)
        let (kept, problem) = memory.read()
        model = Model(
            store: StoreDescription(url: options.storeURL, readOnly: options.readOnly, canRestore: true),
            readOnly: options.readOnly, operatorName: options.operatorName,
            theme: Self.theme(options, kept: kept?.theme, monochrome: driver.depth == .none), size: driver.size, now: SystemClock.now(),
            mouse: options.mouse, keymap: options.keymap)
        model.recall(kept, problem: problem)
    }

    /// What the command line or the configuration says outranks what was chosen on the screen.
    private static func theme(_ options: InteractiveOptions, kept: String?, monochrome: Bool) -> Theme {
        let theme = monochrome ? Theme.monochrome : options.theme ?? kept.flatMap(Theme.named) ?? .dark
        return options.ascii ? theme.withASCII() : theme
    }

    func run() -> Ending {
        apply(.started(at: SystemClock.now()))
        paint()
        while ending == nil {
            let listening = model.listensToStore ? watch : nil
            let input = driver.waitForEvents(timeout: untilWake(), or: listening)
            // Everything that has come is taken in before anything is drawn.
            var changed = take(input)
            for message in mailbox.drain() where ending == nil {
                take(message)
                changed = true
            }
            if ending == nil, let listening, listening.drain() {
                // A file may have gone, and another come in its place.
                watchAgain()
                apply(.storeTouched(at: SystemClock.now()))
                changed = true
            }
            if ending == nil, let wakeAt, case let now = SystemClock.now(), wakeAt <= now {
                apply(.tick(at: now))
                changed = true
            }
            if watch == nil, !watchedFiles.isEmpty, SystemClock.milliseconds() - triedToWatchAt > 5_000 { watchAgain() }
            if changed, ending == nil { paint() }
        }
        return finish()
    }

    private func finish() -> Ending {
        background.cancel()
        requests.cancelAll()
        driver.stop()
        memory.flush()
        close()
        return ending ?? Ending(status: 0)
    }

    /// Lets the store write what it holds back; not for ever.
    private func close() {
        let (door, waker, done) = (door, waker, Mailbox<Void>(waking: waker))
        Task.detached(executorPreference: threads) {
            await door.close()
            done.post(())
        }
        let deadline = SystemClock.milliseconds() + 3000
        while done.drain().isEmpty, case let left = deadline - SystemClock.milliseconds(), left > 0 {
            waker.wait(timeout: Int(left))
        }
    }

    private func paint() {
        let frame = view(model, size: driver.size)
        driver.paint(frame)
        shown = frame
        isNextChangeKnown = false
    }

    // MARK: - Waiting

    /// When there is something to do although nothing happens.
    private var wakeAt: Timestamp? {
        switch (model.wakeAt, nextChange) {
        case (let wanted?, let change?): min(wanted, change)
        case (let wanted, let change): wanted ?? change
        }
    }

    /// Milliseconds until then, rounded up so that it is not woken too early.
    private func untilWake() -> Int? {
        if !isNextChangeKnown {
            isNextChangeKnown = true
            let soon = model.now.advanced(bySeconds: 1)
            if model.paused, !model.connection.isOffline {
                // A paused screen stands still.
                nextChange = nil
            } else if model.awaitsAnswers || model.wakeAt.map({ $0 < soon }) ?? false {
                // It will be painted again before anything else can change.
                nextChange = soon
            } else {
                nextChange = shown.flatMap { shown in
                    NextChange.after(model, size: driver.size, shown: shown) { !driver.hasNews }
                }
            }
        }
        guard let wakeAt else { return nil }
        let (left, overflow) = wakeAt.microseconds.subtractingReportingOverflow(SystemClock.now().microseconds)
        if overflow { return wakeAt < SystemClock.now() ? 0 : nil }
        return left <= 0 ? 0 : Int(min(left / 1000 + 1, 86_400_000))
    }

    /// The files may be others than they were; where they cannot be watched, the store is asked twice a second.
    private func watchAgain() {
        triedToWatchAt = SystemClock.milliseconds()
        watch = FileWatch(paths: watchedFiles)
        model.connection.isWatched = watch != nil
    }

    // MARK: - In

    /// Whether there was anything.
    private func take(_ input: [InputEvent]) -> Bool {
        var discarding = false
        for event in input where ending == nil {
            switch event {
            case .terminate:
                leaveBySignal()
            case .resize, .resumed:
                apply(.input(event, at: SystemClock.now()))
            case .key, .paste, .mouse:
                if !discarding { discarding = apply(.input(event, at: SystemClock.now())) }
            }
        }
        return !input.isEmpty
    }

    private func leaveBySignal() {
        // As a shell reports it; the terminal itself going away is its hang-up, signal 1.
        ending = Ending(status: 128 + (driver.endingSignal ?? 1))
    }

    private func take(_ message: Message) {
        switch message {
        case .event(let event):
            if case .answer(let generation, _, _) = event { requests.finished(generation) }
            apply(event)
        case .opened(var description, let files):
            description.readOnly = description.readOnly || options.readOnly
            // As the person named it: a demo's store lies in a directory that means nothing to anybody.
            description.url = options.storeURL
            model.store = description
            watchedFiles = files
            watchAgain()
        case .switched(let store, let url, let files): change(to: store, url: url, files: files)
        case .failed(let text, let status):
            ending = Ending(status: status, message: text)
        }
    }

    // MARK: - Out

    /// Answers whether what was typed until now is to be thrown away.
    @discardableResult private func apply(_ event: Event) -> Bool {
        var discarding = false
        for effect in model.update(event) where ending == nil {
            switch effect {
            case .request(let request, let generation):
                requests.start(request, generation)
            case .cancel(let generation):
                requests.cancel(generation)
            case .settle(let number):
                paint()
                driver.discardInput()
                discarding = true
                apply(.settled(number, at: SystemClock.now()))
            case .copy(let text):
                driver.copy(text)
            case .keep(let choices):
                memory.keep(choices) { [mailbox] problem in mailbox.post(.event(.notKept(problem, at: SystemClock.now()))) }
            case .bell:
                driver.bell()
            case .repaint:
                driver.repaintAll()
            case .suspend:
                driver.suspend()
                apply(.input(.resize(driver.size), at: SystemClock.now()))
                apply(.input(.resumed, at: SystemClock.now()))
            case .runCommand(let arguments):
                run(arguments)
            case .openStore(let url): open(url)
            case .quit(let status):
                ending = Ending(status: status)
            }
        }
        return discarding
    }

    // MARK: - Another store

    private func open(_ url: String) {
        let (mailbox, options) = (mailbox, options)
        Task.detached(executorPreference: threads) {
            do {
                let (store, url) = try await options.openOther(url)
                mailbox.post(.switched(store, url: url, files: (store as? SQLiteRegistry)?.changingFiles ?? []))
            } catch {
                let problem = (error as? Failure)?.message ?? "\(error)"
                mailbox.post(.event(.storeNotOpened(problem, at: SystemClock.now())))
            }
        }
    }

    private func change(to store: any RegistryStore, url: String, files: [String]) {
        // What ran on the store before, a demo's traffic too, ends with it.
        background.cancel()
        requests.cancelAll()
        let before = door
        Task.detached(executorPreference: threads) { await before.close() }
        door = StoreDoor(threads: threads, open: { store }, opened: { _ in }, refused: { _ in })
        requests = RequestRunner(door: door, threads: threads, options: options, mailbox: mailbox)
        otherStore = url
        watchedFiles = files
        watchAgain()
        var description = store.description
        description.readOnly = description.readOnly || options.readOnly
        description.url = url
        apply(.storeOpened(description, at: SystemClock.now()))
    }

    /// A command without a screen of its own: the program again, in the screen's place.
    private func run(_ arguments: [String]) {
        var result = CommandEnding.notRun("the store is not open yet.")
        if let variables = options.programVariables(otherStore) {
            let title = Sanitizer.visible("rollcall " + arguments.map(ShellWords.quoted).joined(separator: " "))
            switch driver.run(arguments, environment: variables, title: title) {
            case .status(let status): result = .status(status)
            case .signal(let number): result = .signal(number)
            case .notStarted(let code): result = .notRun("error \(code) of the system.")
            }
            apply(.input(.resize(driver.size), at: SystemClock.now()))
            apply(.input(.resumed, at: SystemClock.now()))
        }
        apply(.commandEnded(arguments, result, at: SystemClock.now()))
    }
}
