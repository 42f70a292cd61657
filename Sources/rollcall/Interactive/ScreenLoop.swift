import RollcallSupport
import RollcallUI
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
        case opened(StoreDescription)
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
    private let requests: RequestRunner
    private let opening: Task<any RegistryStore, any Error>
    private let attendant: Task<Void, Never>
    private var model: Model
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
        let opening = Task.detached(priority: .userInitiated) { try await openStore() }
        self.opening = opening
        attendant = Task.detached {
            do {
                let store = try await opening.value
                mailbox.post(.opened(store.description))
                await background?(store)
            } catch let failure as Failure {
                let status: Int32 =
                    switch failure.kind {
                    case .usage: 64
                    case .outside: 2
                    case .negative: 1
                    }
                mailbox.post(.failed(failure.message, status: status))
            } catch {
                mailbox.post(.failed("\(error)", status: 2))
            }
        }
        do throws(TerminalError) {
            driver = try TerminalDriver.start(
                TerminalOptions(color: options.color ? .automatic : .never), signals: signals, waker: waker)
        } catch {
            opening.cancel()
            attendant.cancel()
            throw error
        }
        requests = RequestRunner(store: opening, options: options, mailbox: mailbox)
        model = Model(
            store: StoreDescription(url: options.storeURL, readOnly: options.readOnly, canRestore: true),
            readOnly: options.readOnly, operatorName: options.operatorName,
            theme: Self.theme(options, monochrome: driver.depth == .none), size: driver.size, now: SystemClock.now(),
            mouse: options.mouse, keymap: options.keymap)
    }

    private static func theme(_ options: InteractiveOptions, monochrome: Bool) -> Theme {
        let theme = monochrome ? Theme.monochrome : options.theme
        return options.ascii ? theme.withASCII() : theme
    }

    func run() -> Ending {
        apply(.started(at: SystemClock.now()))
        paint()
        while ending == nil {
            let input = driver.waitForEvents(timeout: untilWake())
            // Everything that has come is taken in before anything is drawn.
            var changed = take(input)
            for message in mailbox.drain() where ending == nil {
                take(message)
                changed = true
            }
            if ending == nil, let wakeAt = model.wakeAt, case let now = SystemClock.now(), wakeAt <= now {
                apply(.tick(at: now))
                changed = true
            }
            if changed, ending == nil { paint() }
        }
        return finish()
    }

    private func finish() -> Ending {
        attendant.cancel()
        requests.cancelAll()
        driver.stop()
        close()
        return ending ?? Ending(status: 0)
    }

    /// Lets the store write what it holds back; not for ever.
    private func close() {
        let (opening, waker, done) = (opening, waker, Mailbox<Void>(waking: waker))
        Task.detached {
            if let store = try? await opening.value { await store.close() }
            done.post(())
        }
        let deadline = SystemClock.milliseconds() + 3000
        while done.drain().isEmpty, case let left = deadline - SystemClock.milliseconds(), left > 0 {
            waker.wait(timeout: Int(left))
        }
    }

    private func paint() { driver.paint(view(model, size: driver.size)) }

    /// Milliseconds until the model wants a tick, rounded up so that it is not woken too early.
    private func untilWake() -> Int? {
        guard let wakeAt = model.wakeAt else { return nil }
        let (left, overflow) = wakeAt.microseconds.subtractingReportingOverflow(SystemClock.now().microseconds)
        if overflow { return wakeAt < SystemClock.now() ? 0 : nil }
        return left <= 0 ? 0 : Int(min(left / 1000 + 1, 86_400_000))
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
        case .opened(var description):
            description.readOnly = description.readOnly || options.readOnly
            model.store = description
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
            case .bell:
                driver.bell()
            case .repaint:
                driver.repaintAll()
            case .suspend:
                driver.suspend()
                apply(.input(.resize(driver.size), at: SystemClock.now()))
                apply(.input(.resumed, at: SystemClock.now()))
            case .quit(let status):
                ending = Ending(status: status)
            }
        }
        return discarding
    }
}
