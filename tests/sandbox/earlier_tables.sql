CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stores (
        store_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        currencies TEXT NOT NULL,
        identities_required INTEGER NOT NULL,
        balance INTEGER NOT NULL,
        books_closed_before INTEGER,
        cancellation_url TEXT,
        closed INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
CREATE TABLE orders (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        platform_order_id TEXT NOT NULL UNIQUE,
        store_id TEXT NOT NULL,
        currency TEXT NOT NULL,
        total_price INTEGER NOT NULL,
        final_price INTEGER NOT NULL,
        unredeem INTEGER NOT NULL,
        valid_time INTEGER,
        confirm_url TEXT,
        result_url TEXT NOT NULL,
        result_display_url TEXT NOT NULL,
        payment_type TEXT NOT NULL,
        escrow INTEGER NOT NULL,
        identities TEXT NOT NULL,
        products TEXT NOT NULL,
        token TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        qr_expires_at INTEGER NOT NULL,
        state TEXT NOT NULL
    );
CREATE TABLE links (
        token TEXT PRIMARY KEY,
        platform_order_id TEXT NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE payments (
        platform_order_id TEXT PRIMARY KEY,
        trade_no TEXT NOT NULL UNIQUE,
        paid_at INTEGER NOT NULL,
        user TEXT NOT NULL,
        channel_type TEXT NOT NULL,
        mask_no TEXT,
        invoice_vehicle TEXT NOT NULL,
        debit INTEGER NOT NULL,
        coins INTEGER NOT NULL,
        official_coupon INTEGER NOT NULL,
        store_coupon INTEGER NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE refunds (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        platform_order_id TEXT NOT NULL,
        refund_order_id TEXT,
        trade_no TEXT NOT NULL,
        refunded_at INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        debit INTEGER NOT NULL,
        coins INTEGER NOT NULL,
        official_coupon INTEGER NOT NULL,
        store_coupon INTEGER NOT NULL,
        of_deduction INTEGER NOT NULL DEFAULT 0
    );
CREATE TABLE authorizations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        auth_no TEXT NOT NULL UNIQUE,
        platform_authpay_id TEXT UNIQUE,
        type TEXT NOT NULL,
        authpay_name TEXT NOT NULL,
        store_id TEXT NOT NULL,
        cancelable INTEGER NOT NULL,
        identities TEXT NOT NULL,
        billing_amount INTEGER NOT NULL,
        billing_currency TEXT NOT NULL,
        period TEXT,
        times INTEGER,
        custom_items TEXT NOT NULL,
        result_url TEXT NOT NULL,
        result_display_url TEXT,
        token TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        qr_expires_at INTEGER NOT NULL,
        status TEXT NOT NULL,
        declined INTEGER NOT NULL,
        user TEXT,
        quota INTEGER,
        granted_at INTEGER,
        cancelled_at INTEGER,
        cancelled_by TEXT
    );
CREATE TABLE deductions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        platform_order_id TEXT NOT NULL UNIQUE,
        auth_no TEXT NOT NULL,
        trade_name TEXT NOT NULL,
        currency TEXT NOT NULL,
        total_price INTEGER NOT NULL,
        final_price INTEGER NOT NULL,
        unredeem INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        trade_no TEXT UNIQUE,
        paid_at INTEGER,
        user TEXT,
        channel_type TEXT,
        mask_no TEXT,
        invoice_vehicle TEXT,
        debit INTEGER,
        coins INTEGER,
        official_coupon INTEGER,
        store_coupon INTEGER
    );
CREATE TABLE deliveries (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        callback TEXT NOT NULL,
        platform_order_id TEXT NOT NULL,
        url TEXT NOT NULL,
        body BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        failed_tries INTEGER NOT NULL,
        next_at INTEGER,
        spared INTEGER NOT NULL,
        held INTEGER NOT NULL
    );
CREATE TABLE attempts (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery INTEGER NOT NULL,
        tried_at INTEGER NOT NULL,
        digest TEXT,
        status INTEGER,
        answer BLOB NOT NULL,
        problem TEXT,
        milliseconds INTEGER NOT NULL
    );
