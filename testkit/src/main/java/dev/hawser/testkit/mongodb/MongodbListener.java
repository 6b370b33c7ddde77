package dev.hawser.testkit.mongodb;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The port of a member, and the connections to it. Thread-safe. */
final class MongodbListener implements AutoCloseable {

    /** How many commands can be held at a time. */
    private static final int WORKERS = 32;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final MultiThreadIoEventLoopGroup transport = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final DefaultEventExecutorGroup workers = new DefaultEventExecutorGroup(WORKERS);
    private final Channel port;

    /** {@code tls}: null for none. */
    MongodbListener(MongoBackend backend, InetSocketAddress address, @Nullable SSLContext tls) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(transport)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new Greeting(tls))
                                .addLast(new MongoWireReplyEncoder())
                                .addLast(new MongoWireMessageEncoder())
                                .addLast(new MongoWireProtocolHandler())
                                .addLast(workers, new MongoDatabaseHandler(backend, connections))
                                .addLast(new MongoExceptionHandler());
                    }
                });
        port = bootstrap.bind(address).syncUninterruptibly().channel();
    }

    /** Looks at the first bytes only: whoever begins with TLS gets it, or is cut if there is none. */
    private static final class Greeting extends ChannelInboundHandlerAdapter {

        private static final int CLIENT_HELLO = 0x160300;

        private final @Nullable SSLContext tls;

        Greeting(@Nullable SSLContext tls) {
            this.tls = tls;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean encrypted = message instanceof ByteBuf bytes && isClientHello(bytes);
            if (encrypted && tls == null) {
                ReferenceCountUtil.release(message);
                context.close();
                return;
            }
            if (encrypted && tls != null) {
                SSLEngine engine = tls.createSSLEngine();
                engine.setUseClientMode(false);
                context.pipeline().addAfter(context.name(), null, new SslHandler(engine));
                context.fireChannelRead(message);
                context.pipeline().remove(this);
                return;
            }
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }

        /** A greeting of MongoDB's is never as long as these bytes would say. */
        private static boolean isClientHello(ByteBuf bytes) {
            return bytes.readableBytes() >= 3
                    && (bytes.getMedium(bytes.readerIndex()) & 0xffff00) == CLIENT_HELLO
                    && bytes.getByte(bytes.readerIndex() + 2) != 0;
        }
    }

    /** Whether what goes over a connection is encrypted. */
    static boolean isEncrypted(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) port.localAddress();
    }

    /** How many are open. */
    int connections() {
        return connections.size();
    }

    /** Closes those that are open. */
    void cut() {
        connections.close().awaitUninterruptibly();
    }

    @Override
    public void close() {
        port.close().awaitUninterruptibly();
        cut();
        workers.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        transport.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
